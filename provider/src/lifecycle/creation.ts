/**
 * Creates an object once, even if the answer is lost: it never creates a second one, and never takes over somebody
 * else's.
 *
 * Cloudflare does not document the error for an existing id, and an answer can get lost after the request was carried
 * out. In both cases the provider looks up the id and decides by what exists.
 */
import { CloudflareError } from "../cloudflare/errors";
import { parseTime } from "../cloudflare/times";
import { attemptLimit, delayBefore } from "../cloudflare/retry";
import type { Collection } from "../cloudflare/collection";
import type { Observed } from "../cloudflare/reader";
import type { ResourceKind, Session } from "./resourceKind";
import { adoptVariable } from "./identity";
import { pulumiId } from "./pulumiId";
import { shown, type Properties } from "./values";

export interface Created<Wire> {
  readonly object: Wire;
  /** The answer was lost, and a lookup found the object. */
  readonly isFound: boolean;
}

/** The id already exists, and the program does not adopt it. */
export class AlreadyExists extends Error {
  override readonly name = "AlreadyExists";
}

export async function createObject<Wire extends object, Api extends Collection<Wire>>(
  kind: ResourceKind<Wire, Api>,
  session: Session<Wire, Api>,
  body: Properties,
): Promise<Created<Wire>> {
  const { clock } = session;
  const started = clock.now();
  let hasLostAnswer = false;
  for (let attempt = 1; ; attempt++) {
    try {
      return { object: await session.api.create(body), isFound: false };
    } catch (error) {
      if (!(error instanceof CloudflareError)) {
        throw error;
      }
      const { maybeCommitted } = error.details;
      const refused = couldMeanThatItExists(error);
      if (!maybeCommitted && !refused) {
        throw error;
      }
      // Cloudflare can carry out the first request last. It then rejects the second one.
      hasLostAnswer ||= maybeCommitted;
      const found = await lookBack(session, error, hasLostAnswer);
      if (found !== undefined) {
        if (hasLostAnswer && isOurs(kind, found, body, clock.now() - started)) {
          return { object: found.object, isFound: true };
        }
        throw alreadyExists(kind, session, found.object, error);
      }
      const delay = delayBefore(attempt, error, clock.random());
      if (refused || attempt >= attemptLimit || clock.now() + delay > session.deadline) {
        throw error;
      }
      await clock.wait(delay);
    }
  }
}

/** Rejections that do not concern the caller. Any of them could be the answer to an existing id. */
function couldMeanThatItExists({ kind }: CloudflareError): boolean {
  return ["validation", "rejected", "noRoute", "notFound"].includes(kind);
}

async function lookBack<Wire, Api extends Collection<Wire>>(
  session: Session<Wire, Api>,
  error: CloudflareError,
  hasLostAnswer: boolean,
): Promise<Observed<Wire> | undefined> {
  try {
    return await session.api.get(session.id);
  } catch (second) {
    if (!hasLostAnswer || !(second instanceof CloudflareError)) {
      throw error;
    }
    throw new Error(
      `${error.message} Cloudflare might have created it, and the lookup failed too: ${second.details.reason} When Cloudflare answers again, run \`pulumi up\` with ${adoptHint(session)}.`,
    );
  }
}

/** Both the Date header and created_at drop fractions of a second. */
const rounding = 2_000;

/**
 * Whether our lost request created an object: Cloudflare's clock dates it after the start of the request, and it has
 * exactly the requested values. The answer with the object shows that clock; `elapsed` is the time since the request
 * started.
 */
function isOurs<Wire extends object, Api extends Collection<Wire>>(
  kind: ResourceKind<Wire, Api>,
  found: Observed<Wire>,
  body: Properties,
  elapsed: number,
): boolean {
  const wire = found.object as Properties;
  const created = parseTime(wire.created_at);
  if (found.date === undefined || created === undefined || created < found.date - elapsed - rounding) {
    return false;
  }
  return kind.table.every((field) => {
    if (field.wireName === undefined || field.kind === "writeOnly" || !(field.wireName in body)) {
      return true;
    }
    const sent = field.fromWire(body[field.wireName], {});
    return field.same(
      sent,
      field.observe(sent, field.fromWire(wire[field.wireName], {}), { wire, known: {}, speak: (text) => text }),
    );
  });
}

function alreadyExists<Wire extends object, Api extends Collection<Wire>>(
  { noun, idArgument }: ResourceKind<Wire, Api>,
  session: Session<Wire, Api>,
  object: Wire,
  error: CloudflareError,
): AlreadyExists {
  const { hostname, created_by, created_at } = object as Properties;
  return new AlreadyExists(
    `${noun} "${session.id}" already exists in account ${session.accountId}: ${shown(hostname)}, created by ${shown(created_by)} at ${shown(created_at)}. ` +
      `If another stack or person owns it, choose another ${idArgument}, such as "${otherId(session.id)}": if two stacks manage one ${noun}, destroying either stack deletes it for both. ` +
      `To manage it from here, set adopt: true, or for one run ${adoptHint(session)}. (${error.details.reason})`,
  );
}

function adoptHint({ accountId, id }: { readonly accountId: string; readonly id: string }): string {
  return `${adoptVariable}=${pulumiId(accountId, id)} in the environment`;
}

function otherId(id: string): string {
  return `${id.slice(0, 30).replace(/-+$/, "")}-2`;
}
