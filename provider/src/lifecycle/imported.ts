/** The state of an imported object. */
import { createHash } from "node:crypto";
import type { Collection } from "../cloudflare/collection";
import { managedKey } from "./comparison";
import { outputsOf } from "./outputs";
import { pulumiId } from "./pulumiId";
import type { InAccount, ResourceKind, Session } from "./resourceKind";
import type { Properties } from "./values";

export interface Imported {
  readonly id: string;
  readonly props: Properties;
  readonly inputs: Properties;
}

/**
 * The inputs declare everything that differs from Cloudflare's defaults, so a program with these inputs changes
 * nothing. The outputs name no managed argument: an argument that the program leaves out was never its own, and is not
 * reset.
 */
export async function importedFrom<
  Wire extends { readonly id: string },
  Api extends Collection<Wire>,
  Arguments extends InAccount,
  State extends object,
>(
  kind: ResourceKind<Wire, Api, Arguments, State>,
  session: Session<Wire, Api>,
  object: Wire,
  resourceName: string,
): Promise<Imported> {
  const { table, noun, idArgument, hidden } = kind;
  const { accountId, id, secrets } = session;
  const { values, leftOut, impossible, credentials } = kind.declare(object, resourceName, accountId);
  if (impossible !== undefined) {
    throw new Error(`Cannot import ${noun} "${id}": ${impossible}. Change that at Cloudflare first.`);
  }
  for (const { name, reason } of leftOut) {
    await session.warn(`${name} of ${noun} "${id}" is not imported, and stays as it is: ${reason}.`);
  }
  if (credentials.length > 0) {
    await session.warn(
      `Cloudflare does not return ${credentials.join(" and ")} of ${noun} "${id}", so the import has none. Add it to the program to manage it. Until then, Cloudflare keeps its own.`,
    );
  }
  const inputs = {
    accountId,
    [idArgument]: id,
    ...values,
    incarnation: deriveIncarnation(accountId, noun, object),
  };
  const outs = {
    ...outputsOf(table, object, inputs, secrets),
    ...Object.fromEntries(hidden.map((key) => [key, null])),
    [managedKey]: [],
  };
  return { id: pulumiId(accountId, id), props: outs, inputs };
}

/**
 * A UUID that is the same in every export and import of an object, and different for a later object with the same id.
 */
export function deriveIncarnation(accountId: string, kind: string, object: { readonly id: string }): string {
  const { id, created_at } = object as { readonly id: string; readonly created_at?: unknown };
  const digest = createHash("sha256")
    .update(JSON.stringify([accountId, kind, id, created_at]))
    .digest("hex");
  const variant = ((Number.parseInt(digest.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `4${digest.slice(13, 16)}`,
    `${variant}${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ].join("-");
}
