/** The fields of an MCP server: its arguments and outputs, in the order in which failures name them. */
import * as v from "valibot";
import { normalUrl, sameUrl } from "../cloudflare/urls";
import { accountIdForm, serverFields, type WireDefinition } from "../cloudflare/wire";
import {
  fieldsFrom,
  logicalName,
  ownField,
  tableOf,
  type ArgumentsFrom,
  type FormBehaviour,
  type OutputNamesFrom,
  type UnnamedField,
} from "../lifecycle/fields";
import { booleanSchema, known, listOf, textSchema } from "../lifecycle/schemas";
import { equal, isObject } from "../lifecycle/values";
import { digestOf } from "../lock/digest";
import { asText } from "../text/asText";
import { overridesOf } from "./overrides";
import { overridesForm } from "../rows/overrides";
import { toolLockSchema } from "../toolLock/resolve";
import { sameLock } from "../toolLock/summary";
import { authCredentialsSchema, clientSecretSchema, credentialMembers } from "./credentialSchemas";
import { credentialsText, sameCredentials } from "./credentials";

const definitionsModes = ["full", "digest"] as const;
const syncModes = ["auto", "require", "never"] as const;

/** The checked arguments of a server. A line in `serverFields` adds a new field of Cloudflare's. */
export interface ServerArguments
  extends ArgumentsFrom<Omit<typeof serverFields, "id" | "auth_credentials">>, SteeringArguments {
  readonly accountId: string;
  readonly serverId: string;
  /** A token, `{ headers }`, or an OAuth client: see credentials.ts. */
  readonly authCredentials?: string | object;
  /** The lock file in the program; once the file is read, its summary (toolLock/summary.ts). */
  readonly toolLock?: unknown;
}

/** Arguments that only steer a step or select the form of an output. They are not outputs themselves. */
interface SteeringArguments {
  readonly definitions?: (typeof definitionsModes)[number];
  readonly adopt?: boolean;
  readonly sync?: (typeof syncModes)[number];
}

export type ServerValueName = keyof ServerArguments | OutputNamesFrom<Omit<typeof serverFields, "id">>;
export type ServerOutputName = Exclude<ServerValueName, keyof SteeringArguments>;

/** Tools and prompts as the upstream published them. Null, before the first login of an OAuth server, means none. */
const definitionsForm: FormBehaviour = {
  schema: () => undefined,
  same: equal,
  toWire: (value) => value,
  fromWire: (value) => value ?? [],
};

export const serverTable = tableOf({
  accountId: ownField("identity", textSchema(accountIdForm)),
  ...fieldsFrom(serverFields, {
    names: { id: "serverId" },
    forms: { overrides: overridesForm, definitions: definitionsForm },
    special: {
      id: {
        kind: "identity",
        required: true,
        elsewhere: {
          id: "Write serverId",
          zeroTrustAccessAiControlsMcpServerId: "Write serverId",
          filter: "Write serverId, or look it up by getMcpServers with search",
        },
      },
      name: { default: logicalName },
      hostname: { schema: upstreamSchema(), same: sameUrl, observe: observeUrl },
      auth_credentials: {
        members: credentialMembers,
        schema: authCredentialsSchema,
        same: sameCredentials,
        toWire: credentialsText,
      },
      client_secret: { schema: clientSecretSchema },
      updated_tools: overridesOf("tools"),
      updated_prompts: overridesOf("prompts"),
      tools: { fromWire: (value, inputs) => catalogueAs(inputs.definitions, value) },
      prompts: { fromWire: (value, inputs) => catalogueAs(inputs.definitions, value) },
    },
  }),
  toolLock: { ...ownField("setting", toolLockSchema), same: sameLock },
  definitions: ownField("setting", known(v.picklist(definitionsModes, `must be ${listOf(definitionsModes)}`))),
  adopt: ownField("hint", booleanSchema),
  sync: ownField("hint", known(v.picklist(syncModes, `must be ${listOf(syncModes)}`))),
} satisfies Record<ServerValueName, UnnamedField>);

/**
 * Tools or prompts as outputs: whole, or as name and the digest of the definition exactly as Cloudflare returned it.
 */
export function catalogueAs(mode: unknown, value: unknown): unknown {
  const definitions = (value ?? []) as WireDefinition[];
  return mode === "digest"
    ? definitions.filter(isObject).map((definition) => ({ name: definition.name, digest: digestOf(definition) }))
    : definitions;
}

/** The full URL of the upstream. Cloudflare calls it hostname. */
function upstreamSchema(): v.GenericSchema {
  return known(
    v.pipe(
      v.string("must be a string"),
      v.check((text) => !/[\s\u0000-\u001f\u007f]/.test(text), "must not contain spaces or line breaks"),
      v.check(
        (text) => URL.canParse(text) && /^https?:\/\//i.test(text),
        (issue) => {
          const proposal = /^[a-z0-9.-]+(:\d+)?(\/[^\s?]*)?$/i.test(issue.input)
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

/** Keeps the program's spelling of the same URL, even if Cloudflare adds or drops the final slash. */
function observeUrl(declared: unknown, remote: unknown): unknown {
  const bare = (value: unknown): string => asText(normalUrl(value)).replace(/\/+$/, "");
  return bare(declared) === bare(remote) ? declared : remote;
}
