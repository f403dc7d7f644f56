/** What the shared behaviours need to know of a kind of resource. */
import type { Emulator } from "cloudflare-mcp-emulator";
import type { Field } from "../../provider/src/lifecycle/fields";
import type { KindName } from "../../provider/src/kinds";
import type { Properties } from "../support/deployment";
import type { Example } from "./exampleValues";

/** A kind of resource, as far as the behaviours need to know it that are the same for all kinds. */
export interface Subject {
  readonly kind: KindName;
  /** As in messages. */
  readonly noun: string;
  /** Of the one object that behaviours are about; also the name of the resource in the program. */
  readonly id: string;
  readonly idArgument: string;
  /** Of all objects of the kind, below the account. */
  readonly path: "/servers" | "/portals";
  readonly table: readonly Field[];
  readonly examples: readonly Example[];
  /** Arguments with nothing but what it needs. */
  readonly plain: Properties;
  /** Everything that can be changed in place. */
  readonly everything: Properties;
  /** What somebody else's object has to have to be the same as `plain`. */
  readonly seeded: Properties;
  /** What has to be in the account before. */
  prepare(cloudflare: Emulator): void;
  /** The object as it was sent. */
  stored(cloudflare: Emulator): Properties | undefined;
  all(cloudflare: Emulator, accountId?: string): readonly { readonly id: string }[];
  /** Makes the object, changes it or takes it away: behind everybody's back. */
  seed(cloudflare: Emulator, fields: Properties): void;
  edit(cloudflare: Emulator, changes: Properties): void;
  remove(cloudflare: Emulator): void;
}

/** Where the object is, below the account. */
export function pathOf({ path, id }: Subject): string {
  return `${path}/${id}`;
}

/** What a program may leave out. */
export function optionalExamples({ examples }: Subject): Example[] {
  return examples.filter(({ field }) => !field.required);
}

/** What is stored when each field has its second value, or its first. */
export function wireValues(examples: readonly Example[], which: "first" | "second"): Properties {
  return Object.fromEntries(examples.map(({ wireName, wire }) => [wireName, wire[which]]));
}
