/**
 * The objects of an account as the exported program declares them, with descriptions of the credentials that it needs.
 */
import type { WirePortal, WireServer } from "../../cloudflare/wire";
import type { Declaration as DeclaredObject } from "../../lifecycle/declared";
import { declarePortal as portalArguments } from "../../portal/declared";
import type { Mapping } from "../../rows/rows";
import { declareServer as serverArguments } from "../../server/declared";

/** An argument that the program takes from its configuration. Cloudflare never returns credentials. */
export interface CredentialArgument {
  readonly name: "authCredentials" | "clientSecret" | "hostname";
  /** The end of its key in the configuration, after the name of the variable. */
  readonly keySuffix: string;
  /** The description in the README. */
  readonly what: string;
}

export interface Declaration extends Omit<DeclaredObject, "credentials"> {
  readonly credentials: readonly CredentialArgument[];
  /** The servers of a portal; undefined if it has none, or no program can declare them. */
  readonly rows: readonly Mapping[] | undefined;
}

export function declareServer(server: WireServer): Declaration {
  return { ...described(serverArguments(server)), rows: undefined };
}

export function declarePortal(portal: WirePortal): Declaration {
  const declared = portalArguments(portal);
  return { ...described(declared), rows: declared.rows };
}

function described(declared: DeclaredObject): Omit<Declaration, "rows"> {
  return { ...declared, credentials: credentialArguments.filter(({ name }) => declared.credentials.includes(name)) };
}

const credentialArguments: readonly CredentialArgument[] = [
  {
    name: "authCredentials",
    keySuffix: "Credentials",
    what: 'the token, or other headers as JSON text: {"headers":{"x-key":"…"}}',
  },
  { name: "clientSecret", keySuffix: "ClientSecret", what: "the secret of the OAuth client" },
];
