/** The pipelines that users copy, as the commands and the environment that a runner gives each job. */
import { parse } from "yaml";
import { textOf } from "../docs/tree";

export interface Step {
  readonly run: string;
  readonly environment: Texts;
}

/** The steps of a job, each in a shell of its own. */
export type Job = readonly Step[];

export type Pipeline = (values: Texts) => Readonly<Record<string, Job>>;

type Texts = Readonly<Record<string, string>>;

export const files = { github: "docs/pipelines/github-actions.yml", gitlab: "docs/pipelines/gitlab-ci.yml" } as const;

interface Workflow {
  readonly env: Texts;
  readonly jobs: Readonly<
    Record<string, { readonly env?: Texts; readonly steps: readonly { readonly run?: string; readonly env?: Texts }[] }>
  >;
}

/** `values`: what secrets and variables hold, by their names. */
export const github: Pipeline = (values) => {
  const workflow = parse(textOf(files.github)) as Workflow;
  const filled = (texts: Texts): Texts => fill(texts, /\$\{\{ (?:secrets|vars)\.(\w+) \}\}/g, values);
  return mapped(workflow.jobs, (job) =>
    job.steps.flatMap(({ run, env }) =>
      run === undefined ? [] : { run, environment: filled({ ...workflow.env, ...job.env, ...env }) },
    ),
  );
};

interface GitlabJob {
  readonly needs?: readonly string[];
  readonly environment?: unknown;
  readonly variables?: Texts;
  readonly script: readonly string[];
}

/** The jobs that a job needs run before it, in the same folder: their artifacts are there. */
export const gitlab: Pipeline = (values) => {
  const {
    variables,
    default: _common,
    ...jobs
  } = parse(textOf(files.gitlab)) as Readonly<Record<string, GitlabJob>> & { readonly variables: Texts };
  const stepsOf = ({ needs = [], environment, variables: own = {}, script }: GitlabJob): Job => [
    ...needs.flatMap((name) => stepsOf(required(jobs, name))),
    {
      run: script.join("\n"),
      // Variables of a project are limited to an environment: all jobs of one have them, and no other job.
      environment: {
        ...(environment === undefined ? {} : values),
        ...fill({ ...variables, ...own }, /\$(\w+)/g, values),
      },
    },
  ];
  return mapped(jobs, stepsOf);
};

function required<Value>(record: Readonly<Record<string, Value>>, name: string): Value {
  const value = record[name];
  if (value === undefined) {
    throw new Error(`There is no job ${name}.`);
  }
  return value;
}

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
