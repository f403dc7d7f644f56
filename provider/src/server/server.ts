/** The MCP server: its table of fields, and what only a server does. */
import * as v from "valibot";
import { redactDeep } from "../cloudflare/redact";
import { Servers } from "../cloudflare/servers";
import { normalUrl, sameUrl } from "../cloudflare/urls";
import { accountIdForm, serverFields, serverNoun, type WireDefinition, type WireServer } from "../cloudflare/wire";
import { digestOf } from "../lock/digest";
import { catalogues } from "../lock/file";
import { authCredentialsSchema, clientSecretSchema, credentialFailures, credentialMembers } from "./credentialCheck";
import { credentialsText, sameCredentials, secretParts } from "./credentials";
import { lostCredentials } from "./credentialDrift";
import { fieldsFrom, ownField, type Field, type Special } from "../lifecycle/fields";
import { updateBody } from "../lifecycle/outputs";
import { observeOverrides } from "../rows/overrides";
import { booleanSchema, known, listOf, textSchema } from "../lifecycle/schemas";
import type { ResourceKind, Session, Settled, Update, Write } from "../lifecycle/resourceKind";
import { mapAgain, removeServer } from "./portals";
import { secretVersionKey, settleSync, syncPendingKey } from "./sync";
import { dealtWith, lockDisabledKey, rowWithinLock, settleLock } from "./lock";
import { observedLock, stillThere, verdictOn } from "../toolLock/observe";
import { resolveLock, toolLockSchema } from "../toolLock/resolve";
import { summaryIn } from "../toolLock/summary";
import { lockWarnings } from "./lockWarnings";
import { equal, harmless, isObject, isUnknown, type Properties } from "../lifecycle/values";

const definitionsForm = ["full", "digest"] as const;
const syncModes = ["auto", "require", "never"] as const;

export const serverTable: readonly Field[] = [
  ownField("accountId", "identity", textSchema(accountIdForm)),
  ...fieldsFrom(serverFields, {
    id: { name: "serverId", kind: "identity", required: true },
    hostname: { schema: upstreamSchema(), same: sameUrl, observe: observeUrl },
    auth_credentials: {
      members: credentialMembers,
      schema: authCredentialsSchema,
      same: sameCredentials,
      toWire: credentialsText,
    },
    client_secret: { schema: clientSecretSchema },
    updated_tools: { observe: (declared, remote, wire) => observeOverrides(declared, remote, wire.tools) },
    updated_prompts: { observe: (declared, remote, wire) => observeOverrides(declared, remote, wire.prompts) },
    tools: { fromWire: catalogue },
    prompts: { fromWire: catalogue },
  }),
  ownField("toolLock", "setting", toolLockSchema),
  ownField("definitions", "setting", known(v.picklist(definitionsForm, `must be ${listOf(definitionsForm)}`))),
  ownField("adopt", "hint", booleanSchema),
  ownField("sync", "hint", known(v.picklist(syncModes, `must be ${listOf(syncModes)}`))),
];

export const serverKind: ResourceKind<WireServer, Servers> = {
  noun: serverNoun,
  idArgument: "serverId",
  table: serverTable,
  api: (options) => new Servers(options),
  failures: credentialFailures,
  warnings,
  secrets: secretParts,
  update,
  resolve: ({ toolLock, ...others }, folder) => {
    const { lock, failures } = resolveLock(toolLock, others.serverId, folder);
    return {
      inputs: { ...others, ...(lock !== undefined && { toolLock: lock }) },
      failures: failures.map((failure) => `toolLock: ${failure}`),
    };
  },
  note: () => undefined,
  remove: removeServer,
  settle,
  lost: lostCredentials,
  seen,
  hidden: [secretVersionKey, syncPendingKey, lockDisabledKey],
  isPending: (state) => state[syncPendingKey] === true,
  replaceWarnings,
};

/**
 * On a bearer server the credentials ride along with every update. Cloudflare documents that leaving them out keeps
 * them; users of `{ headers }` saw them wiped ("Bearer credentials missing headers" at the next sync). Sending them is
 * right both ways.
 */
function update(_session: unknown, { changes, inputs }: Update): Promise<{ body: Properties }> {
  const { authType, authCredentials } = inputs;
  const body = updateBody(changes);
  if (authType === "bearer" && authCredentials !== undefined) {
    body.auth_credentials = credentialsText(authCredentials);
  }
  return Promise.resolve({ body });
}

/** Whatever becomes of the sync, a server that was replaced goes back into the portals that it was in. */
async function settle(session: Session<WireServer, Servers>, written: Write<WireServer>): Promise<Settled<WireServer>> {
  let { object } = written;
  let settled: Settled<WireServer>;
  try {
    settled = await settleSync(session, written);
    object = settled.object;
  } finally {
    await mapAgain(session, object, (row) => rowWithinLock(row, written.inputs, object));
  }
  const lock = await settleLock(session, written, object, isMoved(written, object, session.secrets));
  return { ...settled, hidden: { ...settled.hidden, ...lock } };
}

/** Whether the server has other definitions, or other texts over them, than state knew. */
function isMoved(
  { inputs, previous, changed }: Write<WireServer>,
  object: WireServer,
  secrets: readonly string[],
): boolean {
  return (
    changed.some(({ name }) => name === "updatedTools" || name === "updatedPrompts") ||
    catalogues.some((kind) => !equal(previous[kind], redactDeep(catalogue(object[kind], inputs), secrets)))
  );
}

/** A refresh sees what is not as it was reviewed in the place of what was decided, until it was dealt with. */
function seen(object: WireServer, outs: Properties): Properties {
  const summary = summaryIn(outs.toolLock);
  if (summary === undefined) {
    return {};
  }
  const verdict = verdictOn(summary, object.id, object);
  const before = dealtWith(outs);
  const turnedOff = stillThere(verdict, before);
  return {
    toolLock: observedLock(summary, verdict, turnedOff),
    ...(turnedOff.length < before.length && { [lockDisabledKey]: turnedOff }),
  };
}

function warnings(inputs: Properties): string[] {
  const { serverId, authType, authCredentials } = inputs;
  const found: string[] = [];
  if (typeof serverId === "string" && serverId.includes("_")) {
    found.push(
      `serverId "${serverId}" has a "_". Tools are called <serverId>_<tool> and split at the first "_", so clients may take part of the id for the tool; "-" is safe.`,
    );
  }
  if (authType === "unauthenticated" && authCredentials !== undefined && !isUnknown(authCredentials)) {
    found.push(
      'authCredentials is given, but authType is "unauthenticated": Cloudflare will not send it to the upstream.',
    );
  }
  return [...found, ...lockWarnings(inputs)];
}

/** What a replacement of a server loses that no `up` brings back. */
function replaceWarnings(state: Properties): string[] {
  return state.authType === "oauth" && state.authenticationStatus === "connected"
    ? [
        `Replacing MCP server "${String(state.serverId)}" loses its OAuth login: until an administrator logs in again, it has no tools, and neither has any portal that it is in.`,
      ]
    : [];
}

/**
 * Tools or prompts as outputs hold them: whole, or as name and digest, that of the definition exactly as Cloudflare gave
 * it. `null`, before the first login of an OAuth server, is none.
 */
function catalogue(value: unknown, inputs: Properties): unknown {
  const definitions = (value ?? []) as WireDefinition[];
  const kept =
    inputs.definitions === "digest"
      ? definitions.filter(isObject).map((definition) => ({ name: definition.name, digest: digestOf(definition) }))
      : definitions;
  return harmless(kept);
}

/** The full URL of the upstream: Cloudflare calls it hostname and takes a URL. */
function upstreamSchema(): Special["schema"] {
  return known(
    v.pipe(
      v.string("must be a string"),
      v.check((text) => !/[\s\u0000-\u001f\u007f]/.test(text), "must not contain spaces or line breaks"),
      v.check(
        (text) => URL.canParse(text) && /^https?:\/\//i.test(text),
        (issue) => {
          const proposal = /^[a-z0-9.-]+(:\d+)?(\/\S*)?$/i.test(issue.input)
            ? `, such as "https://${issue.input}${issue.input.includes("/") ? "" : "/mcp"}"`
            : "";
          return `must be the whole URL of the MCP endpoint with https:// or http://${proposal}`;
        },
      ),
      v.check(
        (text) => !hasPart(text, (url) => url.username !== "" || url.password !== ""),
        "must not contain a user or password; use authCredentials",
      ),
      v.check((text) => !hasPart(text, (url) => url.hash !== ""), "must not have a fragment (#…)"),
    ),
  );
}

function hasPart(text: string, test: (url: URL) => boolean): boolean {
  return URL.canParse(text) && test(new URL(text));
}

/** Keeps the program's spelling of the same URL, also where Cloudflare adds or drops the slash at the end. */
function observeUrl(declared: unknown, remote: unknown): unknown {
  const bare = (value: unknown): string => String(normalUrl(value)).replace(/\/+$/, "");
  return bare(declared) === bare(remote) ? declared : remote;
}
