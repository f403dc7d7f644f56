/** Turns what is wrong with some inputs into failures that name the argument, all at once and never with a value. */
import * as v from "valibot";
import { deepestJson, depthFault } from "../cloudflare/shape";
import { idForm } from "../cloudflare/wire";
import { colourMark } from "../pulumiProtocol";
import { asText } from "../text/asText";
import { nearest } from "../text/nearest";
import { redact } from "../text/redact";
import { line, type Shown } from "../text/shown";
import type { Field } from "./fields";
import { camelCase, equal, isSet, type Properties } from "./values";

export interface Failure {
  /**
   * Always empty: the engine would print the value beside the name, and a value may be a secret, or text that its
   * terminal output cannot take. The argument is named in the reason.
   */
  readonly property: "";
  readonly reason: Shown;
}

export interface Findings {
  /** What is wrong with the account, which is settled before. */
  readonly account: string | undefined;
  /** Where the account comes from, unless the program passes it. */
  readonly accountOrigin?: string | undefined;
  /** The argument whose value is the logical name because nothing else was given. */
  readonly defaultedId: string | undefined;
  readonly together: readonly string[];
  /** The inputs in state. */
  readonly olds: Properties;
  /** What no reason may quote. */
  readonly secrets: readonly string[];
}

/** Arguments that nothing can look at without coming to an end: said before anything does. */
export function deepFailures(inputs: Properties): Failure[] {
  return Object.entries(inputs).flatMap(([name, value]) => {
    const fault = depthFault(value, deepestJson);
    return fault === undefined ? [] : [{ property: "", reason: line(`${name}: ${fault}`) }];
  });
}

export function failuresOf(table: readonly Field[], inputs: Properties, findings: Findings): Failure[] {
  const reasons: string[] = [];
  if (findings.account !== undefined) {
    reasons.push(`accountId: ${findings.account}`);
  }
  for (const field of table) {
    const value = inputs[field.name];
    if (field.schema === undefined || isAsObserved(field, value, findings.olds)) {
      continue;
    }
    if (!isSet(value)) {
      if (field.required) {
        reasons.push(`${field.name}: is required`);
      }
      continue;
    }
    const result = v.safeParse(field.schema, value);
    for (const issue of result.issues ?? []) {
      const path = [field.name, ...shownPath(field, issue)].join(".");
      reasons.push(`${path}: ${issue.message}${originHint(field.name, value, findings)}`);
    }
  }
  reasons.push(...unshowableArguments(table, inputs), ...unknownArguments(table, inputs), ...findings.together);
  return reasons.map((reason) => ({ property: "", reason: line(redact(reason, findings.secrets)) }));
}

/**
 * What state holds already is nothing to write. It may be what somebody set by hand and no program could say, which
 * `ignoreChanges` puts in the place of what the program says.
 */
function isAsObserved({ kind, name }: Field, value: unknown, olds: Properties): boolean {
  return kind === "mutable" && isSet(olds[name]) && equal(value, olds[name]);
}

/** Where in a value something is wrong. In a secret, only by names that are known to be none. */
function shownPath(field: Field, issue: v.BaseIssue<unknown>): string[] {
  const path = (issue.path ?? []).map((item) => asText(item.key));
  if (!field.secret) {
    return path;
  }
  if (issue.type === "strict_object" && issue.expected === "never") {
    path.pop();
  }
  const end = path.findIndex((name) => !field.members.has(name) && !/^\d+$/.test(name));
  return end === -1 ? path : path.slice(0, end);
}

/**
 * Why Pulumi cannot show a value: it ends with a panic. What comes from Cloudflare is broken up for state; what a program
 * says is not changed behind its back.
 */
export function unshowable(value: unknown): string | undefined {
  return JSON.stringify(value ?? null).includes(colourMark)
    ? `must not contain ${line(colourMark)} (without the space): Pulumi reads it as a color code and crashes`
    : undefined;
}

function unshowableArguments(table: readonly Field[], inputs: Properties): string[] {
  return table.flatMap((field) => {
    const reason = field.secret ? undefined : unshowable(inputs[field.name]);
    return reason === undefined ? [] : [`${field.name}: ${reason}`];
  });
}

/** A misspelt argument would be ignored without a word: TypeScript refuses it, plain JavaScript does not. */
function unknownArguments(table: readonly Field[], inputs: Properties): string[] {
  const allowed = table.filter((field) => field.kind !== "output").map((field) => field.name);
  return Object.keys(inputs)
    .filter((name) => name !== "incarnation" && !allowed.includes(name))
    .map((name) => {
      // The API and Terraform write names with underscores.
      const inCamelCase = camelCase(name);
      const remedy = table.flatMap(({ elsewhere = {} }) =>
        Object.hasOwn(elsewhere, inCamelCase) ? [elsewhere[inCamelCase]] : [],
      )[0];
      return remedy === undefined ? unknownArgument(name, allowed) : `${name}: is not an argument here. ${remedy}.`;
    });
}

export function unknownArgument(name: string, allowed: readonly string[]): string {
  // The API and Terraform write names with underscores.
  const inCamelCase = camelCase(name);
  const near = nearest(inCamelCase, allowed);
  return `${name}: is not an argument; ${near === undefined ? `the arguments are ${allowed.join(", ")}` : `did you mean ${near}?`}`;
}

/** Where a value comes from that the program does not pass. */
function originHint(name: string, value: unknown, { defaultedId, accountOrigin }: Findings): string {
  if (name === defaultedId) {
    return logicalNameHint(asText(value), name);
  }
  return name === "accountId" && accountOrigin !== undefined ? `. It comes from ${accountOrigin}` : "";
}

function logicalNameHint(logicalName: string, name: string): string {
  const slug = logicalName
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, "-")
    .slice(0, idForm.maxLength)
    .replace(/^-|-$/g, "");
  const proposal = slug === "" ? "" : `, such as ${name}: "${slug}"`;
  return `. It defaults to the name of the resource in the program. Set ${name} instead${proposal}`;
}
