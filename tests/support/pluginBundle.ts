/** The native plugin from its bundle, as a user has it, for the tests of one file. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { bundle, type Bundle } from "../../tools/plugin/bundle";
import { repository } from "../docs/tree";

/** A bundle that is removed after the tests of the file. The folder around its own is for what is made from it. */
export function usePluginBundle(): Pick<Bundle, "folder" | "version"> {
  let built: Bundle | undefined;
  beforeAll(async () => {
    built = await bundle(repository, join(mkdtempSync(join(tmpdir(), "plugin-")), "plugin"));
  });
  afterAll(() => {
    rmSync(dirname(current().folder), { recursive: true, force: true });
  });
  const current = (): Bundle => {
    if (built === undefined) {
      throw new Error("The bundle exists only while a test runs.");
    }
    return built;
  };
  return {
    get folder() {
      return current().folder;
    },
    get version() {
      return current().version;
    },
  };
}

/** The lines of Pulumi.yaml that name a plugin's folder. */
export function pluginsIn(folder: string): string {
  return `plugins:\n  providers:\n    - name: cloudflare-mcp\n      path: ${folder}\n`;
}
