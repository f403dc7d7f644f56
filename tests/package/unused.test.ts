import { execFile } from "node:child_process";
import { join } from "node:path";
import { repository } from "../docs/tree";

jest.setTimeout(60_000);

test("no file, export or dependency is there that nobody uses, and none is used that is not declared", async () => {
  const knip = join(repository, "node_modules/knip/bin/knip.js");
  const said = await new Promise<string>((resolve) => {
    const words = [knip, "--no-progress", "--treat-config-hints-as-errors"];
    execFile(process.execPath, words, { cwd: repository }, (_error, stdout, stderr) => {
      resolve(stdout + stderr);
    });
  });
  expect(said.trim()).toBe("");
});
