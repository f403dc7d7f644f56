/**
 * Looking up what exists, for programs. Checked, read and told like a resource, by the same table; but nothing is in
 * state, and nothing is written.
 */
import type { Collection } from "../cloudflare/collection";
import { everyObject } from "../cloudflare/list";
import { connectionFailure, resolveConnection } from "../configuration";
import { asText } from "../text/asText";
import { deepFailures, failuresOf } from "./check";
import type { Host } from "./host";
import type { ResourceKind } from "./resourceKind";
import { ownField, type Field, type FieldKind } from "./fields";
import { missing, resolveAccount } from "./identity";
import { localId, pulumiId } from "./pulumiId";
import { outputsOf } from "./outputs";
import { textSchema } from "./schemas";
import { stepTimeout } from "./session";
import { reasonsOf } from "../text/reasons";
import { joined, line, type Shown } from "../text/shown";
import { isSet, type Properties } from "./values";

/** What a look-up gets from the program that it runs in. */
export interface LookUpHost extends Pick<Host, "configuration" | "environment" | "clock" | "connect"> {
  progress(message: Shown): void;
}

/** Errors are harmless text, and hold no secret. */
export interface LookUps {
  one(args: Properties, host: LookUpHost): Promise<Properties>;
  /** Sorted by id. */
  all(args: Properties, host: LookUpHost): Promise<Properties[]>;
}

const searchField: Field = {
  name: "search",
  ...ownField("hint", textSchema({ type: "string" })),
  elsewhere: { filter: "Write search", maxItems: "Remove it: a lookup reads every page" },
};

/** What a look-up tells: of outputs, those that Cloudflare knows. */
const told: readonly FieldKind[] = ["identity", "replaced", "mutable", "output"];

export function lookUpsOf<Wire extends { readonly id: string }, Api extends Collection<Wire>>(
  kind: ResourceKind<Wire, Api>,
): LookUps {
  const { noun, table, idArgument } = kind;
  const identity = table.filter((field) => field.kind === "identity");
  const identityOfAll = identity.filter((field) => field.name !== idArgument);
  const fields = table.filter((field) => told.includes(field.kind));

  const begin = async (accountId: string, host: LookUpHost): Promise<Begun<Wire, Api>> => {
    // A program is given today's configuration, not what the last `up` saved.
    const connection = { ...resolveConnection(host.configuration, host.environment), fromStack: false };
    const { secrets } = connection;
    const onWait = (milliseconds: number, reason: string): void => {
      host.progress(line(`waiting ${Math.ceil(milliseconds / 1000)} s: ${reason}`));
    };
    const context = { deadline: host.clock.now() + stepTimeout, secrets, onWait };
    return {
      api: kind.api({ client: await host.connect(connection), accountId, context }),
      outputs: (object) => {
        const outs = outputsOf(table, object, { accountId }, secrets);
        const shown = fields.map(({ name }): [string, unknown] => [name, outs[name]]);
        return { id: pulumiId(accountId, object.id), ...Object.fromEntries(shown) };
      },
    };
  };

  return {
    one: harmless(async (args, host) => {
      const { accountId, [idArgument]: id } = checked(identity, args, host, idArgument);
      const { api, outputs } = await begin(accountId, host);
      const found = await api.get(asText(id));
      if (found === undefined) {
        throw missing(noun, asText(id), accountId);
      }
      return outputs(found.object);
    }),
    all: harmless(async (args, host) => {
      const { accountId, search } = checked([...identityOfAll, searchField], args, host);
      const { api, outputs } = await begin(accountId, host);
      const found = await everyObject(api, typeof search === "string" && search !== "" ? search : undefined);
      return found.sort((one, other) => (one.id < other.id ? -1 : 1)).map(outputs);
    }),
  };
}

interface Begun<Wire, Api> {
  readonly api: Api;
  readonly outputs: (object: Wire) => Properties;
}

/** Arguments that are refused, with a reason for each. */
class Refused extends Error {
  constructor(readonly reasons: readonly Shown[]) {
    super(joined(reasons));
  }
}

/** The arguments with the account. Refuses what a resource would refuse, all at once and before any call. */
function checked(
  fields: readonly Field[],
  given: Properties | null | undefined,
  host: LookUpHost,
  idArgument?: string,
): Properties & { readonly accountId: string } {
  // Plain JavaScript may leave them out.
  const args = Object.fromEntries(Object.entries(given ?? {}).filter(([, value]) => isSet(value)));
  const [tooDeep] = deepFailures(args);
  if (tooDeep !== undefined) {
    throw new Error(tooDeep.reason);
  }
  const account = resolveAccount(host, args, {});
  const complete: Properties = account.id === undefined ? args : { ...args, accountId: account.id };
  const unconnected = connectionFailure(host.configuration, host.environment);
  const together = unconnected === undefined ? [] : [unconnected];
  if (idArgument !== undefined && isSet(args[idArgument])) {
    const { id, failure } = localId(args[idArgument], account.id);
    complete[idArgument] = id;
    together.push(...(failure === undefined ? [] : [`${idArgument}: ${failure}`]));
  }
  const failures = failuresOf(fields, complete, {
    account: account.failure,
    accountOrigin: account.origin,
    defaultedId: undefined,
    together,
    olds: {},
    secrets: [],
  });
  if (failures.length > 0) {
    throw new Refused(failures.map(({ reason }) => reason));
  }
  return { ...complete, accountId: asText(account.id) };
}

/** The same, where what Cloudflare says in an error cannot harm the terminal. The client has taken out what is secret. */
function harmless<Result>(
  run: (args: Properties, host: LookUpHost) => Promise<Result>,
): (args: Properties, host: LookUpHost) => Promise<Result> {
  return async (args, host) => {
    try {
      return await run(args, host);
    } catch (error) {
      throw new Error(reasonsOf(error));
    }
  };
}
