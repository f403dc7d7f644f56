/** The pipelines that users copy, as the commands and the environment that a runner gives each job. */
import { parse } from "yaml";
import { textOf } from "../docs/tree";

export interface Job {
  readonly environment: Readonly<Record<string, string>>;
  /** Each in a shell of its own. */
  readonly steps: readonly string[];
}

export type Pipeline = (values: Readonly<Record<string, string>>) => Readonly<Record<string, Job>>;

type Texts = Readonly<Record<string, string>>;

export const files = { github: "docs/pipelines/github-actions.yml", gitlab: "docs/pipelines/gitlab-ci.yml" } as const;

interface Workflow {
  readonly env: Texts;
  readonly jobs: Readonly<
    Record<string, { readonly env?: Texts; readonly steps: readonly { readonly run?: string }[] }>
  >;
}

/** `values`: what secrets and variables hold, by their names. */
export const github: Pipeline = (values) => {
  const workflow = parse(textOf(files.github)) as Workflow;
  const filled = (texts: Texts): Texts => fill(texts, /\$\{\{ (?:secrets|vars)\.(\w+) \}\}/g, values);
  return mapped(workflow.jobs, ({ env = {}, steps }) => ({
    environment: filled({ ...workflow.env, ...env }),
    steps: steps.flatMap(({ run }) => run ?? []),
  }));
};

interface GitlabJob {
  readonly variables?: Texts;
  readonly script: readonly string[];
}

export const gitlab: Pipeline = (values) => {
  const {
    variables,
    default: common,
    ...jobs
  } = parse(textOf(files.gitlab)) as Readonly<Record<string, GitlabJob>> & {
    readonly variables: Texts;
    readonly default: { readonly before_script: readonly string[] };
  };
  return mapped(jobs, ({ variables: own = {}, script }) => ({
    // All variables of a project are in the environment of each job.
    environment: { ...values, ...fill({ ...variables, ...own }, /\$(\w+)/g, values) },
    steps: [[...common.before_script, ...script].join("\n")],
  }));
};

function fill(texts: Texts, reference: RegExp, values: Texts): Texts {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [
      name,
      text.replace(reference, (_all, key: string) => {
        const value = values[key];
        if (value === undefined) {
          throw new Error(`${name} wants ${key}, which docs/pipelines.md does not name.`);
        }
        return value;
      }),
    ]),
  );
}

function mapped<From>(jobs: Readonly<Record<string, From>>, change: (job: From) => Job): Readonly<Record<string, Job>> {
  return Object.fromEntries(Object.entries(jobs).map(([name, job]) => [name, change(job)]));
}
