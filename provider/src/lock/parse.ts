/** Parses a lock file, or reports all its mistakes with a remedy for each. */
import * as v from "valibot";
import { parseJson, type ParsedJson, type Rounded } from "../cloudflare/jsonText";
import { definitionFault } from "../cloudflare/readable";
import { isObject } from "../cloudflare/shape";
import { asText } from "../text/asText";
import { firstUnseen, nameOf, visibleJson } from "../text/characters";
import { visible } from "../text/shown";
import { digestOf, digestPattern, pointerTo } from "./digest";
import { duplicateKeys } from "./duplicateKeys";
import { blankLock, lockSchemaId, type Catalogue, type LockEntries, type LockEntry, type LockFile } from "./file";
import { jsonPosition, positionAt } from "./jsonPosition";
import { boundHostname } from "./upstream";

/** Why a lock is unusable. The message names the file, the place in it and the remedy. */
export class LockError extends Error {
  override readonly name = "LockError";
  constructor(
    /** The path of the file in messages. */
    readonly file: string,
    /** The file is missing, unreadable or invalid. */
    readonly kind: "missing" | "unreadable" | "invalid",
    readonly problems: readonly Problem[],
  ) {
    super(reasonsIn(file, problems).join("\n"));
  }

  /** One message for each problem. */
  get reasons(): string[] {
    return reasonsIn(this.file, this.problems);
  }
}

function reasonsIn(file: string, problems: readonly Problem[]): string[] {
  return problems.map(({ pointer, text }) => `${file}${pointer && ` at ${pointer}`}: ${text}`);
}

export interface Problem {
  /** A JSON pointer; empty for the whole file. */
  readonly pointer: string;
  readonly text: string;
}

export interface LockSource {
  /** The path of the file in messages. */
  readonly file: string;
  /** The server that the lock must be for. */
  readonly server: string;
}

/** Larger than any catalog of tools; protects against a file that is something else. */
const mostCharacters = 64 * 1024 * 1024;

/** The maximum number of problems in a message. */
const mostProblems = 20;

/** Throws {@link LockError} with all mistakes. A blank file, or `{}`, is a lock that approves nothing. */
export function parseLock(text: string, { file, server }: LockSource): LockFile {
  const problems: Problem[] = [];
  const refuse = (pointer: string, problem: string): void => {
    problems.push({ pointer: visible(pointer), text: problem });
  };
  const fail = (): never => {
    const more = problems.length - mostProblems;
    const rest = more > 0 ? [{ pointer: "", text: `${more} more problems.` }] : [];
    throw new LockError(file, "invalid", [...problems.slice(0, mostProblems), ...rest]);
  };

  const json = text.replace(/^\ufeff/, "");
  if (json.trim() === "") {
    return blankLock(server);
  }
  const parsed = parseContent(json, refuse);
  if (parsed === undefined) {
    return fail();
  }
  const { content, rounded } = parsed;
  if (Object.keys(content).length === 0) {
    return blankLock(server);
  }
  if (content.$schema !== lockSchemaId) {
    // The file might be a link to secrets instead of a lock, so no message quotes its keys.
    refuse("/$schema", `${Object.hasOwn(content, "$schema") ? wrongSchema : missingMember}.`);
    return fail();
  }
  for (const pointer of duplicateKeys(json)) {
    refuse(pointer, "is in the file twice, perhaps after a merge. Keep one of the two.");
  }
  const hidden = firstUnseen(json);
  if (hidden !== undefined) {
    const { character, index } = hidden;
    refuse(
      "",
      `contains a literal ${nameOf(character)} at ${positionAt(json, index)}, which no reviewer sees. Write ${visibleJson(character)} instead, or restore the file from the last commit.`,
    );
  }
  check(headForm, content, "", refuse);
  if (typeof content.server === "string" && content.server !== server) {
    refuse(
      "/server",
      `is ${visible(JSON.stringify(content.server))}, but this is the lock of ${JSON.stringify(server)}. A lock is valid for one server: write one with \`lock init ${server}\`.`,
    );
  }
  if (problems.length > 0) {
    return fail();
  }
  const head = content as unknown as Head;
  const ignore = head.ignore ?? [];
  const sections = (["tools", "prompts"] as const).map((kind) =>
    entriesOf(kind, head[kind], ignore, server, rounded, refuse),
  );
  if (problems.length > 0) {
    return fail();
  }
  const [tools, prompts] = sections as [LockEntries, LockEntries];
  return { server, hostname: boundHostname(head.hostname), ignore, tools, prompts };
}

interface Head {
  readonly server: string;
  readonly hostname: string;
  readonly ignore?: readonly string[];
  readonly tools: Readonly<Record<string, unknown>>;
  readonly prompts: Readonly<Record<string, unknown>>;
}

type Refuse = (pointer: string, problem: string) => void;

const objectForm = v.custom<Record<string, unknown>>(isObject, "must be an object");

/** A pointer must not ignore the name, which identifies a definition, or the whole definition. */
const pointerPattern = /^(?!\/name(?:\/|$))(?:\/(?:[^~/]|~[01])*)+$/;

const ignoreForm = v.array(
  v.pipe(
    v.string("must be a JSON pointer into a definition, such as /_meta/generatedAt"),
    v.regex(
      pointerPattern,
      "must be a JSON pointer into a definition, such as /_meta/generatedAt, and neither the whole nor its name",
    ),
  ),
  "must be a list of JSON pointers into definitions, such as /_meta/generatedAt",
);

/** The fault of pointers from a person, if any. */
export function checkIgnored(pointers: readonly string[]): string | undefined {
  return v.safeParse(ignoreForm, pointers).issues?.[0].message;
}

const wrongSchema = `must be "${lockSchemaId}". Another number belongs to another release of this package`;
const missingMember = "is missing; restore it from the last commit";

const headForm = v.object({
  $schema: v.literal(lockSchemaId, wrongSchema),
  server: v.pipe(v.string("must be the id of the server"), v.nonEmpty("must be the id of the server")),
  hostname: v.pipe(
    v.string("must be the URL of the server, as Cloudflare calls it hostname"),
    v.nonEmpty("must be the URL of the server, as Cloudflare calls it hostname"),
  ),
  ignore: v.optional(ignoreForm),
  tools: objectForm,
  prompts: objectForm,
});

export const longestReason = 1_000;

const entryForm = v.object({
  allow: v.boolean("must be true or false"),
  reason: v.optional(
    v.pipe(v.string("must be a text"), v.maxLength(longestReason, `must have at most ${longestReason} characters`)),
  ),
  digest: v.pipe(
    v.string('must be "sha256:" and 64 hexadecimal digits'),
    v.regex(digestPattern, 'must be "sha256:" and 64 hexadecimal digits'),
  ),
  definition: objectForm,
});

/** Checks entries one by one: valibot's records skip keys such as `constructor`, and a tool can have that name. */
function entriesOf(
  kind: Catalogue,
  rows: Readonly<Record<string, unknown>>,
  ignore: readonly string[],
  server: string,
  rounded: Rounded | undefined,
  refuse: Refuse,
): LockEntries {
  const entries = new Map<string, LockEntry>();
  for (const [name, row] of Object.entries(rows)) {
    const pointer = pointerTo(kind, name);
    if (!check(entryForm, row, pointer, refuse)) {
      continue;
    }
    const { allow, reason, digest, definition } = row as LockEntry;
    if (definition.name !== name) {
      refuse(`${pointer}/definition/name`, "must equal the key of the entry.");
    }
    const fault = definitionFault(definition, rounded);
    if (fault !== undefined) {
      refuse(`${pointer}/definition`, `cannot be compared: ${fault}. Remove the entry: it cannot be approved.`);
      continue;
    }
    const actual = digestOf(definition, ignore);
    if (actual !== digest) {
      refuse(
        `${pointer}/digest`,
        `is not the digest of the definition beside it (${actual}), so somebody edited one of them. Restore the entry from the last commit, or remove it and run \`lock update ${server}\`.`,
      );
    }
    entries.set(name, { allow, ...(reason !== undefined && { reason }), digest, definition });
  }
  return entries;
}

/** Checks a value against a form. Refuses unknown members: one might be a misspelled `allow`. */
function check(form: Form, value: unknown, pointer: string, refuse: Refuse): boolean {
  if (!isObject(value)) {
    refuse(pointer, `must be an object with ${Object.keys(form.entries).join(", ")}.`);
    return false;
  }
  const unknown = Object.keys(value).filter((key) => !Object.hasOwn(form.entries, key));
  for (const key of unknown) {
    refuse(
      `${pointer}${pointerTo(key)}`,
      `is not a member of a lock file; remove it. Members: ${Object.keys(form.entries).join(", ")}.`,
    );
  }
  const { issues = [] } = v.safeParse(form, value);
  for (const issue of issues) {
    const steps = (issue.path ?? []).map(({ key }) => asText(key));
    const text = issue.type === "object" ? missingMember : issue.message;
    refuse(`${pointer}${pointerTo(...steps)}`, `${text}.`);
  }
  return unknown.length === 0 && issues.length === 0;
}

type Form = typeof headForm | typeof entryForm;

interface Content {
  readonly content: Record<string, unknown>;
  readonly rounded: Rounded | undefined;
}

function parseContent(json: string, refuse: Refuse): Content | undefined {
  if (json.length > mostCharacters) {
    refuse("", "is too large for a lock file. Check the path.");
    return undefined;
  }
  if (/^(?:<{7}|={7}|>{7})(?: |$)/m.test(json)) {
    refuse("", "has an unfinished merge (<<<<<<<). Resolve each conflict.");
    return undefined;
  }
  let parsed: ParsedJson;
  try {
    parsed = parseJson(json);
  } catch (error) {
    const reason = error instanceof SyntaxError ? `the fault is at ${jsonPosition(json)}` : "it is nested too deeply";
    refuse("", `is not JSON: ${reason}. Correct it, or restore it from the last commit.`);
    return undefined;
  }
  const { value: content, rounded } = parsed;
  if (!isObject(content)) {
    refuse("", "must be an object. Check that it is a lock file.");
    return undefined;
  }
  return { content, rounded };
}
