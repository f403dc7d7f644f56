/**
 * Keeps secrets out of an exported program: it reads a URL with a query from its configuration, and leaves out the
 * rest.
 */
import { withoutQuery } from "../../cloudflare/urls";
import type { Properties } from "../../lifecycle/values";
import { lists, type Mapping } from "../../rows/rows";
import { holdsSecret, redact } from "../../text/redact";
import type { CredentialArgument, Declaration } from "./declaration";
import type { LeftOut } from "../../lifecycle/declared";

export interface PublicDeclaration extends Declaration {
  /** Values that the program reads from its configuration. */
  readonly configured: Properties;
}

const reason = "holds a credential";

export function separateSecrets(declaration: Declaration, secrets: readonly string[]): PublicDeclaration {
  const { values, rows, leftOut, credentials } = declaration;
  const { hostname } = values;
  const isConfigured =
    typeof hostname === "string" && (withoutQuery(hostname) !== hostname || holdsSecret(hostname, secrets));
  const others = Object.entries(values).filter(([name]) => !(isConfigured && name === "hostname"));
  const secret = others.filter(([, value]) => holdsSecret(value, secrets));
  const cleaned = rows?.map((row) => cleanRow(row, secrets));
  // A client secret is useless without its client.
  const usable = secret.some(([name]) => name === "authCredentials") ? [] : credentials;
  return {
    ...declaration,
    values: Object.fromEntries(others.filter((entry) => !secret.includes(entry))),
    rows: cleaned?.map(({ row }) => row),
    leftOut: [
      ...leftOut.map(({ name, reason: why }) => ({ name: redact(name, secrets), reason: redact(why, secrets) })),
      ...secret.map(([name]) => ({ name, reason })),
      ...(cleaned ?? []).flatMap(({ failures }) => failures),
    ],
    credentials: isConfigured ? [url, ...usable] : usable,
    configured: isConfigured ? { hostname } : {},
  };
}

const url: CredentialArgument = {
  name: "hostname",
  keySuffix: "Hostname",
  what: "the whole URL, whose query often holds an API key",
};

/** Drops lists that contain a secret. */
function cleanRow(row: Mapping, secrets: readonly string[]): { readonly row: Mapping; readonly failures: LeftOut[] } {
  const names = lists.flatMap(({ allowed, overrides }) => [allowed, overrides]);
  const secret = names.filter((name) => holdsSecret(row[name], secrets));
  const kept = Object.fromEntries(Object.entries(row).filter(([name]) => !secret.some((each) => each === name)));
  return {
    row: kept as unknown as Mapping,
    failures: secret.map((name) => ({ name: `servers.${row.serverId}.${name}`, reason })),
  };
}
