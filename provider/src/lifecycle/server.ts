/** The MCP server: its table of fields, and what only a server does. */
import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import * as v from "valibot";
import type { CloudflareClient } from "../cloudflare/client";
import { mapStrings } from "../cloudflare/redact";
import { Servers, type RequestContext } from "../cloudflare/servers";
import { accountIdForm, serverFields, type WireDefinition, type WireServer } from "../cloudflare/wire";
import type { Change } from "./comparison";
import { authCredentialsSchema, clientSecretSchema, credentialFailures, credentialMembers } from "./credentialCheck";
import { credentialsText, sameCredentials, secretParts } from "./credentials";
import { lostCredentials } from "./credentialDrift";
import { fieldsFrom, known, listOf, observeOverrides, ownField, textSchema, type Field, type Special } from "./fields";
import type { Definition } from "./definition";
import { secretVersionKey, settle, syncPendingKey } from "./serverSync";
import { defuse, isUnknown, type Properties } from "./values";

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
  ownField("definitions", "setting", known(v.picklist(definitionsForm, `must be ${listOf(definitionsForm)}`))),
  ownField("adopt", "hint", known(v.boolean("must be true or false"))),
  ownField("sync", "hint", known(v.picklist(syncModes, `must be ${listOf(syncModes)}`))),
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
  settle,
  lost: lostCredentials,
  hidden: [secretVersionKey, syncPendingKey],
  isPending: (state) => state[syncPendingKey] === true,
  replaceWarnings,
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

function warnings(inputs: Properties): string[] {
  const { serverId, authType, authCredentials } = inputs;
  const found: string[] = [];
  if (typeof serverId === "string" && serverId.includes("_") && !isUnknown(serverId)) {
    found.push(
      `serverId "${serverId}" has a "_". Tools are called <serverId>_<tool> and split at the first "_", so clients may take part of the id for the tool; "-" is safe.`,
    );
  }
  if (authType === "unauthenticated" && authCredentials !== undefined && !isUnknown(authCredentials)) {
    found.push(
      'authCredentials is given, but authType is "unauthenticated": Cloudflare will not send it to the upstream.',
    );
  }
  return found;
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

/** The same URL by the rules for URLs: case of the host, default port, an empty path. */
function sameUrl(one: unknown, other: unknown): boolean {
  return normalUrl(one) === normalUrl(other);
}

/** Keeps the program's spelling of the same URL, also where Cloudflare adds or drops the slash at the end. */
function observeUrl(declared: unknown, remote: unknown): unknown {
  const bare = (value: unknown): string => normalUrl(value).replace(/\/+$/, "");
  return bare(declared) === bare(remote) ? declared : remote;
}

function normalUrl(value: unknown): string {
  const text = String(value);
  return URL.canParse(text) ? new URL(text).href : text;
}
