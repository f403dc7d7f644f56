import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { commands as registers } from "../../provider/src/cli/program";
import { files } from "../support/pipelines";
import { gitlabJobs } from "./gitlabJobs";
import { findAll, textOf } from "./tree";

const page = textOf("docs/pipelines.md");

test.each([files.github, ".github/workflows/ci.yml", ".github/workflows/release.yml"])(
  "GitHub's own parser finds nothing wrong with %s, and something when it is wrong",
  async (file) => {
    const errorsOf = async (text: string): Promise<unknown> => {
      const running = promisify(execFile)(process.execPath, [join(__dirname, "parseWorkflow.mjs")]);
      running.child.stdin?.end(text);
      return JSON.parse((await running).stdout);
    };
    const text = textOf(file);
    expect(await errorsOf(text)).toEqual([]);
    expect(await errorsOf(text.replace("runs-on:", "runs-onn:"))).not.toEqual([]);
  },
  30_000,
);

describe("the pipeline for GitLab", () => {
  const text = textOf(files.gitlab);
  const onMain = { CI_COMMIT_BRANCH: "main", CI_DEFAULT_BRANCH: "main" };

  test.each([
    ["merge_request_event", {}, { install: "on_success", preview: "on_success" }],
    ["push", onMain, { install: "on_success", up: "on_success" }],
    ["push", { ...onMain, CI_COMMIT_BRANCH: "feature" }, {}],
    ["schedule", onMain, { install: "on_success", drift: "on_success" }],
    ["web", onMain, { cancel: "manual" }],
  ])(
    "fits GitLab's own schema, and %s %j runs %j",
    async (source, variables, jobs) => {
      expect(await gitlabJobs(text, { CI_PIPELINE_SOURCE: source, ...variables })).toEqual(jobs);
    },
    60_000,
  );

  test.each([
    ["interruptible: true", "interruptibel: true"],
    ["timeout: 1 hour", "timeout: [1]"],
    ['entrypoint: [""]', 'entrypont: [""]'],
  ])(
    "would be refused with another word for %s",
    async (right, wrong) => {
      expect(text).toContain(right);
      await expect(gitlabJobs(text.replace(right, wrong), {})).rejects.toThrow(wrong.split(":")[0]);
    },
    60_000,
  );
});

test("all that the pipelines want is on the page", () => {
  for (const file of Object.values(files)) {
    const text = textOf(file);
    const wanted = findAll(text, /(?:secrets\.|vars\.|\$)((?:CLOUDFLARE|PULUMI)_\w+)/g);
    expect(wanted.length).toBeGreaterThan(1);
    expect(wanted.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  }
});

test("the reference says of all commands what they do", () => {
  const [, table = ""] = textOf("docs/reference.md").split("\n## Commands\n");
  const named = findAll(table.split("\n### ")[0] ?? "", /^\| `([\w-]+)` +\| \S/gm);
  expect(named).toHaveLength(registers.length + 1);
});
