/**
 * What GitLab would make of a pipeline file, by gitlab-ci-local: it holds the file against the JSON schema that GitLab
 * publishes, and evaluates the rules of the jobs. A process of its own, because that is all the package is.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** All of Node 22 that it needs. */
const forNode20 = "Set.prototype.union ??= function (other) { return new Set([...this, ...other]); };";

/** The jobs that run, each with its `when`; throws with what is wrong. `variables`: those that GitLab sets. */
export async function gitlabJobs(
  text: string,
  variables: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  const folder = mkdtempSync(join(tmpdir(), "gitlab-"));
  try {
    writeFileSync(join(folder, ".gitlab-ci.yml"), text);
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        ...["--import", `data:text/javascript,${encodeURIComponent(forNode20)}`],
        ...[require.resolve("gitlab-ci-local"), "--list-json"],
        ...Object.entries(variables).flatMap(([name, value]) => ["--variable", `${name}=${value}`]),
      ],
      {
        cwd: folder,
        env: {
          PATH: process.env.PATH,
          HOME: folder,
          GCL_IGNORE_PREDEFINED_VARS: Object.keys(variables).join(","),
        },
      },
    );
    const jobs = JSON.parse(stdout) as readonly { readonly name: string; readonly when: string }[];
    return Object.fromEntries(jobs.filter(({ when }) => when !== "never").map(({ name, when }) => [name, when]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
