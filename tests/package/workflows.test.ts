import { readdirSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { repository, textOf } from "../docs/tree";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly permissions?: Readonly<Record<string, string>>;
        readonly "timeout-minutes"?: number;
        readonly steps: readonly Step[];
      }
    >
  >;
}

const names = readdirSync(join(repository, ".github/workflows"));
const workflows = names.map((name) => ({ name, workflow: parse(textOf(`.github/workflows/${name}`)) as Workflow }));
const { scripts } = JSON.parse(textOf("package.json")) as { scripts: Readonly<Record<string, string>> };

describe.each(workflows)("$name", ({ workflow }) => {
  const jobs = Object.values(workflow.jobs);
  const steps = jobs.flatMap((job) => job.steps);

  test("may read the repository, and a job what it says besides", () => {
    expect(workflow.permissions).toEqual({ contents: "read" });
    expect(jobs.filter((job) => job["timeout-minutes"] === undefined)).toEqual([]);
    const checkouts = steps.filter(({ uses = "" }) => uses.startsWith("actions/checkout@"));
    expect(checkouts.map((step) => step.with?.["persist-credentials"])).toEqual(jobs.map(() => false));
  });

  test("uses nobody's actions but those of the host itself", () => {
    expect(steps.filter(({ uses }) => uses !== undefined && !/^actions\/[\w-]+@v\d+$/.test(uses))).toEqual([]);
  });

  test("runs scripts that exist, and all the tests", () => {
    const commands = steps.flatMap(({ run = "" }) => run.split("\n"));
    expect(commands).toContain("npm test");
    const named = commands.flatMap((command) => /^npm run (?:--silent )?([\w:]+)/.exec(command)?.[1] ?? []);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

test("a release carries a statement of what it was built from, and needs no stored token", () => {
  const text = textOf(".github/workflows/release.yml");
  const { publish } = workflows.find(({ name }) => name === "release.yml")?.workflow.jobs ?? {};
  expect(publish?.permissions).toEqual({ contents: "read", "id-token": "write" });
  expect(publish?.steps.at(-1)?.run).toMatch(/^npm publish --provenance --access public /);
  expect(text).not.toMatch(/secrets\.|NODE_AUTH_TOKEN/);
});
