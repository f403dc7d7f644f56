/** Describes the changes of a server's tools since their review, in the words of `lock check`. */
import type { WireServer } from "../../cloudflare/wire";
import { judgedDetails } from "../../lock/describeJudged";
import { blankLock, catalogues, type Catalogue, type LockFile } from "../../lock/file";
import { lockPlace, readLock } from "../../lock/locate";
import { LockError } from "../../lock/parse";
import { judge, type Judged } from "../../lock/verdict";
import { redactDeep } from "../../text/redact";
import { lockFrom, type LockSummary } from "../../toolLock/summary";

/** The lines about a tool; none if the lock file no longer has the deployed definition. */
export type ChangesOf = (server: WireServer, summary: LockSummary, kind: Catalogue, name: string) => string[];

interface Around {
  /** A folder of the project. */
  readonly folder: string;
  /** Secrets that no line may quote. Definitions are redacted before they are shortened. */
  readonly secrets: () => readonly string[];
}

export function changesIn({ folder, secrets }: Around): ChangesOf {
  const files = new Map<string, LockFile>();
  const judged = new Map<string, ReadonlyMap<string, Judged>>();
  return (server, summary, kind, name) => {
    const file = fromCache(files, JSON.stringify([server.id, summary.file]), () =>
      readReviewed(server.id, summary.file, folder),
    );
    const tools = fromCache(judged, JSON.stringify([server.id, summary]), () => judgeAll(server, summary));
    const found = tools.get(keyFor(kind, name));
    return found === undefined
      ? []
      : judgedDetails(redactDefinitions(withReviewed(found, file), secrets()), summary.ignore ?? []);
  };
}

function fromCache<Value>(cache: Map<string, Value>, key: string, make: () => Value): Value {
  const value = cache.get(key) ?? make();
  cache.set(key, value);
  return value;
}

/** The state has only digests. */
function readReviewed(serverId: string, file: string, folder: string): LockFile {
  try {
    return readLock(serverId, lockPlace(serverId, file, folder));
  } catch (error) {
    if (error instanceof LockError) {
      return blankLock(serverId);
    }
    throw error;
  }
}

function judgeAll(server: WireServer, summary: LockSummary): ReadonlyMap<string, Judged> {
  const verdict = judge(lockFrom(server.id, summary), server);
  return new Map(catalogues.flatMap((kind) => verdict[kind].map((each) => [keyFor(kind, each.name), each] as const)));
}

function keyFor(kind: Catalogue, name: string): string {
  return `${kind} ${name}`;
}

/** Without its reviewed definition, a changed tool cannot be compared. */
function withReviewed(judged: Judged, file: LockFile): Judged {
  const { kind, name, reviewed } = judged;
  const entry = file[kind].get(name);
  if (reviewed === undefined || judged.standing !== "changed") {
    return judged;
  }
  const isDeployed = entry?.digest === reviewed.digest;
  return isDeployed ? { ...judged, reviewed: { ...entry, allow: reviewed.allow } } : { ...judged, standing: "gone" };
}

function redactDefinitions(judged: Judged, secrets: readonly string[]): Judged {
  const { reviewed, observed } = judged;
  return {
    ...judged,
    ...(reviewed && { reviewed: { ...reviewed, definition: redactDeep(reviewed.definition, secrets) } }),
    ...(observed && { observed: { ...observed, definition: redactDeep(observed.definition, secrets) } }),
  };
}
