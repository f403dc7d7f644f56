/**
 * `npm run plugin`: builds the native plugin for every platform.
 *
 * `dist/plugin` is the folder that Pulumi.yaml names under `plugins`; beside it are the archives of a release, which
 * Pulumi installs by itself.
 */
import { relative, resolve } from "node:path";
import { archive } from "./archive";
import { bundle } from "./bundle";

const repository = resolve(__dirname, "../../..");

async function main(): Promise<void> {
  const { folder, version, size } = await bundle(repository, resolve(repository, "dist/plugin"));
  console.log(`${relative(process.cwd(), folder)}: ${Math.round(size / 1024)} KB, version ${version}`);
  for (const file of archive(folder, version, resolve(repository, "dist"))) {
    console.log(relative(process.cwd(), file));
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
