/** The start of a step: its resource, its object and its deadline. */
import type { Collection } from "../cloudflare/collection";
import { explicitProvider, resolveConnection } from "../configuration";
import type { Host } from "./host";
import { KnownSecrets } from "./knownSecrets";
import type { ResourceKind, Session } from "./resourceKind";
import { parsePulumiId } from "./pulumiId";
import { adviceOnSaved, type UncheckedStep } from "./savedCredentials";
import { redact } from "../text/redact";
import { joined, line, type Shown } from "../text/shown";
import type { Properties } from "./values";

/** Longer than the five minutes in which Cloudflare blocks a token after too many calls. */
export const stepTimeout = 7 * 60_000;

/** A first write this soon after the start of its step does not check the engine. */
const promptly = 1_000;

/** What a session needs from its step. */
export interface StepFacts {
  /** All inputs and outputs, old and new. Their secrets must be redacted. */
  readonly properties?: readonly Properties[];
  /** Set for a step that a command without the program can run, with the credentials in state. */
  readonly unchecked?: UncheckedStep | undefined;
}

export async function beginSession<Wire extends { readonly id: string }, Api extends Collection<Wire>>(
  kind: ResourceKind<Wire, Api>,
  host: Host,
  pulumiId: string,
  { properties = [], unchecked }: StepFacts = {},
): Promise<Session<Wire, Api>> {
  const { clock, notices, memory } = host;
  const parts = parsePulumiId(pulumiId);
  if (parts === undefined) {
    throw new Error(`"${pulumiId}" is not the id of an ${kind.noun}: it must be <accountId>/<${kind.idArgument}>.`);
  }
  const { accountId, id } = parts;
  const found = resolveConnection(host.configuration, host.environment);
  const connection = { ...found, fromStack: found.fromStack && memory.withoutProgram };
  const resource = memory.of(kind.noun).resource(pulumiId);
  const own = (): string[] => properties.flatMap((each) => kind.secrets?.(each, memory) ?? []);
  const known = memory.notesOf(KnownSecrets);
  known.learn(kind.noun, pulumiId, own());
  // Read anew each time: the step of a server that a portal quotes can begin after that of the portal. A new object can
  // also quote secrets of its predecessor.
  const secrets = (): string[] => [...new Set([...connection.secrets, ...own(), ...known.of(kind.noun, pulumiId)])];
  const texts = memory.of(kind.noun).unsaidOf(pulumiId);
  const shown = (message: string): Shown => line(redact(message, [...secrets(), ...texts]));
  const started = clock.now();
  const deadline = started + stepTimeout;
  let writes = 0;
  // The engine has just asked for this write. After a wait or another write, it might be gone.
  const beforeWrite = async (): Promise<void> => {
    memory.reads.written(accountId, kind.noun, id);
    writes += 1;
    if (writes > 1 || clock.now() - started > promptly) {
      await host.stillWanted();
    }
  };
  const onWait = (milliseconds: number, reason: string): void => {
    void notices.progress(resource?.urn, shown(`waiting ${Math.ceil(milliseconds / 1000)} s: ${reason}`));
  };
  const client = await host.connect(connection);
  const context = {
    deadline,
    get secrets() {
      return secrets();
    },
    onWait,
    beforeWrite,
    savedAdvice: () =>
      unchecked && adviceOnSaved(host.pulumiCommand(), unchecked, explicitProvider(host.configuration)),
  };
  const api = kind.api({ client, accountId, context });
  const shared = memory.reads.of<Wire>(connection, accountId, kind.noun);
  return {
    api,
    accountId,
    id,
    clock,
    deadline,
    get secrets() {
      return secrets();
    },
    resource,
    memory,
    read: () => shared.listed.read(api, id),
    readBack: () => shared.backs.read(api, id),
    warn: (message) => notices.warn(resource?.urn, shown(message)),
    tell: (...lines) => notices.tell(resource?.urn, joined(lines.map(shown))),
  };
}
