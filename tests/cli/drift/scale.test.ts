/** A thousand servers, 300 findings: still a report that somebody can read, in every format. */
import { plain } from "../../behaviours/examples";
import { useAccount } from "../../support/account";
import type { Report } from "../../../provider/src/cli/drift/report";
import { useDriftWorld } from "./world";

jest.setTimeout(60_000);

const account = useAccount();
const world = useDriftWorld(account);
const half = 150;

test("300 findings among 1,000 servers keep their lines, fit a comment, start folded, and all are in data", async () => {
  const { cloudflare } = account;
  cloudflare.setSwitches({ rateLimit: false });
  for (let index = 0; index < half; index += 1) {
    const id = `declared-${index}`;
    await world().up("McpServer", id, { ...plain, name: id, description: "Documentation" });
    cloudflare.editServer(id, { status: "ready", description: "Edited by hand" });
  }
  cloudflare.seedServers(1000 - half);
  const known = cloudflare
    .servers()
    .map(({ id }) => id)
    .filter((id) => id.startsWith("server-"))
    .slice(half);
  const look = async (format: string): Promise<string> =>
    (await world().drift(["--format", format, "--ignore", ...known])).stdout;

  const { summary, inventory } = JSON.parse(await look("json")) as Report;
  expect({ findings: summary.findings, servers: inventory.servers.length }).toEqual({ findings: 300, servers: 1000 });

  const text = (await look("text")).split("\n");
  expect(text.length).toBeLessThan(2.5 * 300);
  expect(Math.max(...text.map(({ length }) => length))).toBeLessThan(200);
  expect(text.at(-2)).toContain("300 findings");

  const markdown = await look("markdown");
  expect(markdown.length).toBeLessThan(65_536);
  expect(markdown.slice(0, 200)).toContain("300 findings");
  expect(markdown.split("\n").filter((line) => /^(?:###|<details>)/.test(line))).toEqual([
    "<details><summary>Changed at Cloudflare: <code>changed-argument</code> (150)</summary>",
    "<details><summary>A server that no program declares: <code>unmanaged-server</code> (150)</summary>",
  ]);

  const html = await look("html");
  expect(html.length).toBeLessThan(500_000);
  expect(html).not.toMatch(/<details[^>]* open/);
  expect(html.match(/<li>/g)).toHaveLength(300 + 1000);

  const sarif = JSON.parse(await look("sarif")) as { runs: { results: { partialFingerprints: object }[] }[] };
  const fingerprints = sarif.runs[0]?.results.map(({ partialFingerprints }) => JSON.stringify(partialFingerprints));
  expect(new Set(fingerprints).size).toBe(300);
});
