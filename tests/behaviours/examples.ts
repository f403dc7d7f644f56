/** Example values for the arguments of a server, made from the same facts as the provider: a new field needs none here. */
import { overrideForm, serverFields, type WireForm } from "../../provider/src/cloudflare/wire";
import type { Field } from "../../provider/src/lifecycle/fields";
import { serverTable } from "../../provider/src/lifecycle/server";
import type { Properties } from "../support/deployment";

/** A field that can be changed in place, with two values neither of which is Cloudflare's default (but for booleans). */
export interface Example {
  readonly name: string;
  readonly wireName: string;
  readonly first: unknown;
  readonly second: unknown;
  /** What it goes back to when the program no longer sets it. */
  readonly initial: unknown;
  readonly field: Field;
}

/** The logical name of the resource, which is the name of a server that has no other. */
const logicalName = "docs";

export const examples: readonly Example[] = serverTable
  .filter((field) => field.kind === "mutable")
  .map((field) => {
    const wireName = field.wireName ?? "";
    const [first, second] = twoValues(wireName, formOf(wireName));
    return {
      name: field.name,
      wireName,
      first,
      second,
      initial: field.default === undefined ? logicalName : field.default,
      field,
    };
  });

function formOf(wireName: string): WireForm {
  const facts: Readonly<Partial<Record<string, { readonly form: WireForm }>>> = serverFields;
  const form = facts[wireName]?.form;
  if (form === undefined) {
    throw new Error(`The wire has no ${wireName}.`);
  }
  return form;
}

function twoValues(name: string, form: WireForm): [unknown, unknown] {
  switch (form.type) {
    case "string":
      return textsOf(name, form);
    case "boolean":
      return [true, false];
    case "overrides":
      return [
        [
          row({ name: `${name}-one`, alias: "one", description: "The first", enabled: false }),
          row({ name: `${name}-two`, alias: "two" }),
        ],
        [
          row({ name: `${name}-one`, alias: "another", enabled: true }),
          row({ name: `${name}-two`, description: "The second" }),
        ],
      ];
    case "definitions":
    case "object":
      throw new Error(`${name} is written by Cloudflare only.`);
  }
}

function textsOf(name: string, form: WireForm & { type: "string" }): [string, string] {
  if (form.enum !== undefined) {
    const [first = "", second = ""] = form.enum;
    return [first, second];
  }
  if (form.format === "uri") {
    return [`https://one.example.com/${name}`, `https://two.example.com/${name}`];
  }
  return [`The first ${name}`, `The second ${name}, ünïcödé ✓`];
}

/** Only members that the API knows. */
function row(members: Partial<Record<keyof typeof overrideForm, unknown>>): Properties {
  return Object.fromEntries(Object.entries(members).filter(([name]) => Object.hasOwn(overrideForm, name)));
}

/** All of them as arguments, with their first values. */
export const everything: Properties = Object.fromEntries(examples.map(({ name, first }) => [name, first]));

/** A server with nothing but what it needs, and no sync unless a behaviour is about it. */
export const plain: Properties = {
  hostname: "https://docs.example.com/mcp",
  authType: "unauthenticated",
  sync: "never",
};

export const token = "the-token-of-the-upstream";

export const bearer: Properties = { ...plain, authType: "bearer", authCredentials: token };

export const bearerHeaders: Properties = {
  ...plain,
  authType: "bearer",
  authCredentials: { headers: { "CF-Access-Client-Id": "the-client", "CF-Access-Client-Secret": "the-client-secret" } },
};

export const oauth: Properties = { ...plain, authType: "oauth" };

export const oauthClient: Properties = {
  ...plain,
  authType: "oauth",
  authCredentials: {
    config: {
      authorizationEndpoint: "https://idp.example.com/authorize",
      tokenEndpoint: "https://idp.example.com/token",
    },
    registrationInfo: {
      clientId: "portal",
      redirectUris: ["https://mcp.example.com/servers-callback"],
      scope: "read write",
    },
  },
  clientSecret: "the-secret-of-the-client",
};

/** One server for each way in which Cloudflare can authenticate. */
export const servers: Readonly<Record<string, Properties>> = {
  "an unauthenticated server": plain,
  "a bearer server with a token": bearer,
  "a bearer server with headers": bearerHeaders,
  "an OAuth server that waits for a login": oauth,
  "an OAuth server with a client of one's own": oauthClient,
};
