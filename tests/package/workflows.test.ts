import { basename } from "node:path";
import { parse } from "yaml";
import { filesOfTheRepository, textOf } from "../docs/tree";

type Texts = Readonly<Record<string, string>>;

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Texts;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly if?: string;
  readonly needs?: string | readonly string[];
  readonly environment?: string;
  readonly outputs?: Texts;
  readonly env?: Texts;
  readonly permissions?: Texts;
  readonly "timeout-minutes"?: number;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly on: unknown;
  readonly env?: Texts;
  readonly permissions?: Texts;
  readonly jobs: Readonly<Record<string, Job>>;
}

interface GitlabJob {
  readonly environment?: unknown;
  readonly script?: readonly string[];
  readonly before_script?: readonly string[];
  readonly timeout?: string;
}

const yaml = filesOfTheRepository()
  .filter((path) => /\.ya?ml$/.test(path))
  .map((path) => ({ path, content: parse(textOf(path)) as Readonly<Record<string, unknown>> }));

/** Those of this repository, those to copy, and any that a template or an example gets. */
const workflows = yaml
  .filter(({ content }) => "jobs" in content)
  .map(({ path, content }) => ({ path, workflow: content as unknown as Workflow }));
const gitlabPipelines = yaml.filter(({ path }) => path.endsWith("gitlab-ci.yml"));

const { scripts } = JSON.parse(textOf("package.json")) as { scripts: Texts };

/** What runs code of others: what it installs, or what that brings. npx lets any package stand in for `pulumi` or `node`. */
const installs = /\b(?:npm (?:ci|i|install|exec|run|test|start)|npx|yarn|pnpm|go (?:install|run)|curl|wget)\b/;
const secret = /secrets\.|github\.token/;
const holdsSecret = (value: unknown): boolean => secret.test(JSON.stringify(value ?? ""));

test("all workflows and pipelines are found, and each kind of file is known here", () => {
  expect(workflows.map(({ path }) => path).toSorted()).toEqual([
    ".github/workflows/ci.yml",
    ".github/workflows/release.yml",
    "docs/pipelines/github-actions.yml",
  ]);
  expect(gitlabPipelines.map(({ path }) => path)).toEqual(["docs/pipelines/gitlab-ci.yml"]);
  const others = yaml.filter((each) => !workflows.some(({ path }) => path === each.path));
  expect(others.map(({ path }) => basename(path)).filter((name) => !/^Pulumi(Policy)?\.yaml$/.test(name))).toEqual([
    "gitlab-ci.yml",
  ]);
});

describe.each(workflows)("$path", ({ path, workflow }) => {
  const jobs = Object.values(workflow.jobs);
  const steps = jobs.flatMap((job) => job.steps);

  test("may read the repository and nothing else, ends in time, and leaves no credentials in the checkout", () => {
    expect(workflow.permissions).toEqual({ contents: "read" });
    expect(jobs.filter((job) => job["timeout-minutes"] === undefined)).toEqual([]);
    const checkouts = steps.filter(({ uses = "" }) => uses.startsWith("actions/checkout@"));
    expect(checkouts.length).toBeGreaterThan(0);
    expect(checkouts.map((step) => step.with?.["persist-credentials"])).toEqual(checkouts.map(() => false));
  });

  test("pins each action by its commit, with the version beside it", () => {
    const lines = textOf(path)
      .split("\n")
      .filter((line) => /\buses:/.test(line));
    expect(lines.length).toBe(steps.filter(({ uses }) => uses !== undefined).length);
    expect(lines.filter((line) => !/ uses: [\w.-]+\/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });

  test("pins the version of Pulumi, which runs with tokens", () => {
    const versions = steps.flatMap((step) =>
      step.uses?.startsWith("pulumi/actions@") ? [String(step.with?.["pulumi-version"])] : [],
    );
    expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  test("gives no secret to a whole workflow, to a whole job, or to a step that installs or builds", () => {
    expect(holdsSecret(workflow.env)).toBe(false);
    expect(jobs.filter(({ steps: _steps, ...job }) => holdsSecret(job))).toEqual([]);
    expect(steps.filter((step) => holdsSecret(step) && (step.run === undefined || installs.test(step.run)))).toEqual(
      [],
    );
  });

  test("puts nothing into the text of a command: values come by the environment", () => {
    expect(steps.filter(({ run = "" }) => run.includes("${{"))).toEqual([]);
  });

  test("runs nothing with secrets for a pull request of a fork", () => {
    expect(JSON.stringify(workflow.on)).not.toMatch(/pull_request_target|workflow_run/);
    const open = jobs.filter(
      (job) =>
        JSON.stringify(workflow.on).includes("pull_request") &&
        holdsSecret(job) &&
        !/event_name == '(?:push|schedule|workflow_dispatch)'/.test(job.if ?? "") &&
        !job.if?.endsWith("&& github.event.pull_request.head.repo.full_name == github.repository"),
    );
    expect(open).toEqual([]);
  });
});

test.each([
  "npm ci",
  "npm ci --ignore-scripts",
  "npm install",
  "npm test",
  "npm run build",
  "npx pulumi-cloudflare-mcp drift",
  "npx --yes cowsay",
  "npx --no pulumi-cloudflare-mcp -- drift",
  "true && npm i cowsay",
  "curl https://example.com",
])("a step with %s installs or builds", (command) => {
  expect(command).toMatch(installs);
});

test.each(["pulumi up --yes", "node node_modules/a/bin/a.js drift --out drift.md", "pulumi cancel"])(
  "a step with %s neither installs nor builds",
  (command) => {
    expect(command).not.toMatch(installs);
  },
);

test("one version of an action is used everywhere", () => {
  const used = workflows.flatMap(({ workflow }) =>
    Object.values(workflow.jobs).flatMap(({ steps }) => steps.flatMap(({ uses }) => uses ?? [])),
  );
  const names = new Set(used.map((action) => action.split("@")[0]));
  expect(new Set(used).size).toBe(names.size);
});

describe.each(workflows.filter(({ path }) => path.startsWith(".github/")))("$path", ({ workflow }) => {
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);

  test("uses nobody's actions but those of the host itself", () => {
    expect(steps.filter(({ uses = "actions/" }) => !uses.startsWith("actions/"))).toEqual([]);
  });

  test("runs scripts that exist, and all the tests", () => {
    const commands = steps.flatMap(({ run = "" }) => run.split("\n"));
    expect(commands).toContain("npm test");
    const named = commands.flatMap((command) => /^npm run (?:--silent )?([\w:]+)/.exec(command)?.[1] ?? []);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

describe.each(gitlabPipelines)("$path", ({ content }) => {
  const { variables, default: common = {}, ...jobs } = content as unknown as Readonly<Record<string, GitlabJob>>;
  const commandsOf = ({ before_script: before = [], script = [] }: GitlabJob): string =>
    [...before, ...script].join("\n");

  test("installs in a job without an environment, which has no token, and nowhere else", () => {
    expect(commandsOf(common)).toBe("");
    expect(JSON.stringify(variables)).not.toContain("TOKEN");
    const installing = Object.entries(jobs).filter(([, job]) => installs.test(commandsOf(job)));
    expect(installing.map(([name]) => name)).toEqual(["install"]);
    expect(JSON.stringify(installing)).not.toMatch(/TOKEN|"environment"|"variables"/);
    const without = Object.entries(jobs).filter(([, { environment }]) => environment === undefined);
    expect(without.map(([name]) => name)).toEqual(["install"]);
  });

  test("ends in time", () => {
    expect(Object.values(jobs).filter(({ timeout }) => timeout === undefined)).toEqual([]);
  });
});

describe("a release", () => {
  const { build, publish, attach } = workflows.find(({ path }) => path.endsWith("release.yml"))?.workflow.jobs ?? {};
  const namesOf = (job: Job | undefined): (string | undefined)[] =>
    job?.steps.map(({ uses, run }) => uses?.split("@")[0] ?? run?.split(" ").slice(0, 2).join(" ")) ?? [];

  test("is built and tested by a job that can publish nothing", () => {
    expect([build?.permissions, build?.environment]).toEqual([undefined, undefined]);
    expect(namesOf(build)).toEqual(expect.arrayContaining(["npm ci", "npm test"]));
    expect(namesOf(build).slice(-2)).toEqual(["npm pack", "actions/upload-artifact"]);
    expect(build?.steps.map(({ run }) => run)).toContain("npm ci --ignore-scripts");
    expect(build?.steps.map(({ run }) => run)).toContain("npm run plugin");
    expect(build?.outputs).toEqual({
      digest: "${{ steps.pack.outputs.digest }}",
      plugin: "${{ steps.plugin.outputs.digest }}",
    });
  });

  test("is published, after approval, by a job that runs no code of the repository or its dependencies", () => {
    expect(publish).toMatchObject({ needs: "build", environment: "npm", permissions: { "id-token": "write" } });
    expect(Object.keys(publish?.permissions ?? {})).toEqual(["id-token"]);
    expect(namesOf(publish)).toEqual([
      "actions/setup-node",
      "actions/download-artifact",
      'echo "$DIGEST',
      "npm publish",
    ]);
    const check = publish?.steps.at(-2);
    expect(check).toMatchObject({
      env: { DIGEST: "${{ needs.build.outputs.digest }}" },
      run: 'echo "$DIGEST  package.tgz" | sha256sum --check --strict',
    });
    expect(publish?.steps.at(-1)?.run).toMatch(
      /^npm publish \.\/package\.tgz --ignore-scripts --provenance --access public /,
    );
  });

  test("has the plugin's archives attached, once it is published, by a job that runs no such code either", () => {
    expect(attach).toMatchObject({ needs: ["build", "publish"] });
    expect(attach?.permissions).toEqual({ contents: "write" });
    expect(namesOf(attach)).toEqual(["actions/download-artifact", 'test "$(sha256sum', "gh release"]);
    const summed = "sha256sum pulumi-resource-*.tar.gz | sha256sum | cut -d ' ' -f 1";
    expect(build?.steps.map(({ run }) => run)).toContain(`echo "digest=$(${summed})" >> "$GITHUB_OUTPUT"`);
    expect(attach?.steps.at(-2)).toMatchObject({
      env: { DIGEST: "${{ needs.build.outputs.plugin }}" },
      run: `test "$(${summed})" = "$DIGEST"`,
    });
    expect(attach?.steps.at(-1)?.run).toContain(
      'gh release upload "$GITHUB_REF_NAME" --clobber pulumi-resource-*.tar.gz',
    );
  });

  test("needs no stored token", () => {
    expect(textOf(".github/workflows/release.yml")).not.toMatch(/secrets\.|NODE_AUTH_TOKEN/);
    const withToken = [build, publish, attach].filter((job) => holdsSecret(job));
    expect(withToken).toEqual([attach]);
  });
});
