/** docs/drift.md: a stack with one server that drifts from section to section. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { calls, updates } from "../../support/account";
import { codeBlocksOf } from "../../support/codeBlocks";
import type { Report } from "../../../provider/src/cli/drift/report";
import type { World } from "./moveIntoPulumi";

export async function driftReport({ cloudflare, stack, next, shell }: World): Promise<void> {
  cloudflare.clearRequests();
  const read = (name: string): string => readFileSync(join(stack.workspace.folder, name), "utf8");

  // An account is an inventory, and a stack that is as declared is told so.
  const inventory = await next();
  expect(inventory.stdout).toContain("docs: https://docs.example.com/mcp");
  expect(inventory).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("Drift was not checked, because no stack was read.") as string,
  });
  const quiet = await next();
  expect(quiet).toMatchObject({ code: 0, stdout: expect.stringContaining("No drift") as string });

  // What is named is left out, and the rest is not.
  cloudflare.editServer("docs", { description: "Edited by hand" });
  for (const id of ["playground", "forgotten"]) {
    cloudflare.seedServer({ id });
  }
  const ignoring = await next();
  expect(ignoring.code).toBe(7);
  expect(ignoring.stdout).toContain('description: "Reference" → "Edited by hand"');
  expect(ignoring.stdout).toContain("server forgotten");
  expect(ignoring.stdout).not.toContain("server playground");
  cloudflare.removeServer("playground");
  cloudflare.removeServer("forgotten");

  // Findings do not stop these, and what cannot be read does.
  const formats = await next();
  expect(formats).toMatchObject({ code: 0, stdout: "" });
  const { findings } = JSON.parse(read("drift.json")) as Report;
  expect(findings.filter(({ level }) => level === "finding").map(({ rule }) => rule)).toEqual(["changed-argument"]);
  expect(read("drift.md")).toContain("Edited by hand");
  expect(read("drift.html")).toContain("Edited by hand");
  const sarif = JSON.parse(read("drift.sarif")) as { runs: { results: { locations: object[] }[] }[] };
  expect(sarif.runs[0]?.results[0]?.locations[0]).toMatchObject({
    physicalLocation: { artifactLocation: { uri: "Pulumi.yaml" }, region: { startLine: 1 } },
  });
  const blocks = codeBlocksOf("docs/drift.md");
  const [command = ""] = /npx .+markdown.+/.exec(blocks.map(({ text }) => text).join("")) ?? [];
  expect((await shell(`CLOUDFLARE_API_TOKEN=some-other-token\n${command}`)).code).toBe(1);

  // The waivers of the page waive it.
  stack.workspace.write("waivers.json", blocks.find(({ language }) => language === "json")?.text ?? "");
  const waiving = await next();
  expect(waiving).toMatchObject({ code: 0, stdout: expect.stringContaining("waived until 2099-12-31") as string });

  // Nothing was changed by any of it.
  expect(updates(cloudflare)).toEqual([]);
  expect(calls(cloudflare).filter((call) => !call.startsWith("GET "))).toEqual([]);
}
