import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { repository } from "../docs/tree";

// A compilation of the package, with all of Pulumi's types.
jest.setTimeout(120_000);

test("every export, argument and output is documented, and every link in what is said leads somewhere", async () => {
  const typedoc = join(repository, "node_modules/typedoc/bin/typedoc");
  // typedoc.json makes an error of each that is not.
  const words = [typedoc, "--emit", "none", "--skipErrorChecking"];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, words, { cwd: repository });
  expect(stdout + stderr).toBe("");
});
