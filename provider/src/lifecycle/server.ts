/** The MCP server: its table of fields, and what only a server does: credentials and sync. */
import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import * as v from "valibot";
import type { CloudflareClient } from "../cloudflare/client";
import { CloudflareError } from "../cloudflare/errors";
import { mapStrings, redact } from "../cloudflare/redact";
import { Servers, type RequestContext } from "../cloudflare/servers";
import {
  accountIdForm,
  serverFields,
  type WireDefinition,
  type WireServer,
  type WireSyncResult,
} from "../cloudflare/wire";
import type { Change } from "./comparison";
import {
  authCredentialsSchema,
  clientSecretSchema,
  credentialFailures,
  credentialsText,
  sameCredentials,
  secretParts,
} from "./credentials";
import { fieldsFrom, known, ownField, textSchema, type Field, type Special } from "./fields";
import type { Definition, Session } from "./resource";
import { defuse, isUnknown, type Properties } from "./values";

type ServerSession = Session<WireServer, Servers>;

const definitionsForm = ["full", "digest"] as const;
const syncModes = ["auto", "never"] as const;

export const serverTable: readonly Field[] = [
  ownField("accountId", "identity", textSchema(accountIdForm)),
  ...fieldsFrom(serverFields, {
    id: { name: "serverId", kind: "identity", required: true },
    hostname: { schema: upstreamSchema(), same: sameUrl, echoes: echoesUrl },
    auth_credentials: { schema: authCredentialsSchema, same: sameCredentials, toWire: credentialsText },
    client_secret: { schema: clientSecretSchema },
    tools: { fromWire: catalogue },
    prompts: { fromWire: catalogue },
  }),
  ownField("definitions", "setting", known(v.picklist(definitionsForm, 'must be "full" or "digest"'))),
  ownField("adopt", "hint", known(v.boolean("must be true or false"))),
  ownField("sync", "hint", known(v.picklist(syncModes, 'must be "auto" or "never"'))),
];

export const serverDefinition: Definition<WireServer, Servers> = {
  noun: "MCP server",
  idArgument: "serverId",
  table: serverTable,
  api: (client: CloudflareClient, accountId: string, context: RequestContext) =>
    new Servers(client, accountId, context),
  failures: credentialFailures,
  warnings,
  secrets: secretParts,
  companions,
  afterWrite,
};

/**
 * On a bearer server the credentials ride along with every update. Cloudflare documents that leaving them out keeps
 * them; users of `{ headers }` saw them wiped ("Bearer credentials missing headers" at the next sync). Sending them is
 * right both ways.
 */
function companions(inputs: Properties, changes: readonly Change[]): Properties {
  const { authType, authCredentials } = inputs;
  const included = changes.some(({ field }) => field.name === "authCredentials");
  return authType === "bearer" && !included && authCredentials !== undefined
    ? { auth_credentials: credentialsText(authCredentials) }
    : {};
}

/**
 * A server that is new or has new credentials is synced, so that its tools are there when `pulumi up` ends.
 *
 * Not while an administrator still has to log in, and not for an OAuth client of one's own: Cloudflare then answers
 * "success" and does nothing. A failure is a warning, since the server itself is as declared and Cloudflare tries again
 * about every two hours.
 */
async function afterWrite(
  session: ServerSession,
  server: WireServer,
  inputs: Properties,
  changed: readonly Field[],
): Promise<WireServer> {
  const worthwhile = changed.some((field) => field.kind === "writeOnly" || field.kind === "identity");
  if (inputs.sync === "never" || !worthwhile) {
    return server;
  }
  if (server.authentication_status === "required" || server.authentication_status === "manual") {
    return server;
  }
  try {
    const result = await syncUntilSettled(session);
    if (result.status === "error") {
      await session.warn(describeFailedSync(session, result));
    }
    return (await session.api.get(session.id))?.object ?? server;
  } catch (error) {
    if (!(error instanceof CloudflareError)) {
      throw error;
    }
    await session.warn(defuse(`${error.message} The server itself is as declared.`));
    return server;
  }
}

const syncAttempts = 3;
const syncDelay = 2_000;

async function syncUntilSettled(session: ServerSession): Promise<WireSyncResult> {
  for (let attempt = 1; ; attempt++) {
    const result = await session.api.sync(session.id);
    const again = result.status === "error" && result.error_details?.retryable === true;
    if (!again || attempt >= syncAttempts || session.clock.now() + syncDelay > session.deadline) {
      return result;
    }
    await session.clock.wait(syncDelay);
  }
}

function describeFailedSync(session: ServerSession, result: WireSyncResult): string {
  const reason = result.error ?? result.error_details?.cause ?? "no reason given";
  const who = result.error_details?.is_upstream === true ? "the upstream answered" : "Cloudflare says";
  return defuse(
    redact(
      `The server is there, but its tools could not be read: ${who} "${reason}". Cloudflare tries again about every two hours.`,
      session.secrets,
    ),
  );
}

function warnings(inputs: Properties): string[] {
  const { serverId, authType, authCredentials } = inputs;
  const found: string[] = [];
  if (typeof serverId === "string" && serverId.includes("_") && !isUnknown(serverId)) {
    found.push(
      `serverId "${serverId}" has a "_". Tools are called <serverId>_<tool> and split at the first "_", so clients may take part of the id for the tool; "-" is safe.`,
    );
  }
  if (authType === "unauthenticated" && authCredentials !== undefined) {
    found.push(
      'authCredentials is given, but authType is "unauthenticated": Cloudflare will not send it to the upstream.',
    );
  }
  return found;
}

/**
 * Tools or prompts as outputs hold them: whole, or as name and digest. The digest is SHA-256 over RFC 8785 (canonical
 * JSON) of the definition exactly as Cloudflare gave it. `null`, before the first login of an OAuth server, is none.
 */
function catalogue(value: unknown, inputs: Properties): unknown {
  const definitions = (value ?? []) as WireDefinition[];
  const kept =
    inputs.definitions === "digest"
      ? definitions.map((definition) => ({ name: definition.name, digest: digestOf(definition) }))
      : definitions;
  return mapStrings(kept, defuse);
}

function digestOf(definition: WireDefinition): string {
  return `sha256:${createHash("sha256")
    .update(canonicalize(definition) ?? "")
    .digest("hex")}`;
}

/** The full URL of the upstream: Cloudflare calls it hostname and takes a URL. */
function upstreamSchema(): Special["schema"] {
  return known(
    v.pipe(
      v.string("must be a string"),
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

/** The same URL by the rules for URLs: case of the host, default port, an empty path. */
function sameUrl(one: unknown, other: unknown): boolean {
  return normalUrl(one) === normalUrl(other);
}

/** As {@link sameUrl}, but Cloudflare may also add or drop the slash at the end. */
function echoesUrl(declared: unknown, remote: unknown): boolean {
  return normalUrl(declared).replace(/\/+$/, "") === normalUrl(remote).replace(/\/+$/, "");
}

function normalUrl(value: unknown): string {
  const text = String(value);
  return URL.canParse(text) ? new URL(text).href : text;
}
