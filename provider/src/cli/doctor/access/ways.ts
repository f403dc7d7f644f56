/** The ways to each server of a portal: the applications that decide, and what is unknown about them. */
import type { WireApplication } from "../../../cloudflare/wire/access";
import type { WireMappedServer, WireServer } from "../../../cloudflare/wire";
import type { Evidence } from "../evidence";
import type { Answer } from "../report";
import { applicationWords, applicationsOfServer, decidingDoors, doorsOf } from "./applications";
import type { Way } from "./audience";

export interface Ways {
  /** Every application of the server that might decide. */
  readonly servers: readonly WireApplication[];
  /** The ways from every door that might decide to each of these applications. */
  readonly ways: readonly Way[];
  readonly onBehalf: boolean;
  /** Why the ways do not matter: nobody is admitted, or the answer is unknown. */
  readonly end?: { readonly answer: Extract<Answer, "no" | "unknown">; readonly because: string };
  /** Why it is unknown whether the admitted people get through. */
  readonly doubts: readonly string[];
}

export function waysTo(
  evidence: Evidence,
  serverId: string,
  row: WireMappedServer | undefined,
  server: WireServer | WireMappedServer | undefined,
): Ways {
  const state = stateOf(server);
  const own = applicationsFor(evidence, serverId);
  const doors = doorsBefore(evidence);
  const ends = [state.end, own.end, doors.end].filter((end) => end !== undefined);
  const end = ends.find(({ answer }) => answer === "no") ?? ends[0];
  const onBehalf = row?.on_behalf !== false;
  const ways = doors.found.flatMap((door) => own.found.map((application) => ({ door, server: application, onBehalf })));
  return {
    servers: own.found,
    ways,
    onBehalf,
    ...(end === undefined ? {} : { end }),
    doubts: [state.doubt, own.doubt, doors.doubt].filter((doubt) => doubt !== undefined),
  };
}

/** Several applications for one host name or server make the answer unknown, because each could decide. */
const mostWeighed = 5;

interface Part {
  readonly end?: NonNullable<Ways["end"]>;
  readonly doubt?: string;
}

interface Applications extends Part {
  readonly found: readonly WireApplication[];
}

function unknownEnd(because: string): Pick<Applications, "found" | "end"> {
  return { found: [], end: { answer: "unknown", because } };
}

/** Clients do not see a server that is not ready (documented). For a stale server, documents and reports disagree. */
function stateOf(server: WireServer | WireMappedServer | undefined): Part {
  const { status, authentication_status: login } = server ?? {};
  if (status === "ready") {
    return {};
  }
  const isHidden = (status === "error" || status === "waiting") && login !== "manual";
  return isHidden
    ? { end: { answer: "no", because: `hidden from everybody: the status of the server is ${status}` } }
    : {
        doubt: `the status of the server is ${typeof status === "string" ? status : "unknown"}: whether clients see it is undocumented`,
      };
}

function applicationsFor({ applications }: Evidence, serverId: string): Applications {
  if (!applications.known) {
    return unknownEnd(applications.because);
  }
  const found = applicationsOfServer(applications.value.objects, serverId);
  if (found.length === 0 && applications.value.unread.length > 0) {
    return unknownEnd("an application that could not be read might be for this server");
  }
  return found.length === 0
    ? { found, end: { answer: "no", because: "hidden from everybody: no Access application is for this server" } }
    : weighed(found, "this server", applications.value.unread);
}

function doorsBefore({ doors, applications, portal }: Evidence): Applications {
  const known = doors.known ? doors.value : applications.known ? applications.value.objects : undefined;
  if (known === undefined) {
    return unknownEnd(doors.known ? "" : doors.because);
  }
  const deciding = decidingDoors(doorsOf(known, portal.hostname));
  const [first] = deciding;
  if (first === undefined) {
    const isWhole = applications.known && applications.value.unread.length === 0;
    return unknownEnd(
      isWhole
        ? `no Access application is for ${portal.hostname}: what such a portal answers is undocumented`
        : `no Access application for ${portal.hostname} could be read`,
    );
  }
  const found = deciding.map(({ application }) => application);
  const empty = found.find(({ policies }) => Array.isArray(policies) && policies.length === 0);
  if (empty !== undefined) {
    return unknownEnd(`${applicationWords(empty)} has no policy: what such a portal answers is undocumented`);
  }
  return first.place.host.includes("*")
    ? unknownEnd(`${applicationWords(first.application)} covers the host by a wildcard: undocumented for portals`)
    : weighed(found, portal.hostname, applications.known ? applications.value.unread : []);
}

function weighed(found: readonly WireApplication[], what: string, unread: readonly string[]): Applications {
  if (found.length > mostWeighed) {
    return unknownEnd(`${found.length} applications are for ${what}: which one decides is undocumented`);
  }
  const words = found.map(applicationWords).join(" and ");
  const several = `${words} are for ${what}: which one decides is undocumented`;
  const hidden = `an application that could not be read might be for ${what}, too`;
  const doubts = [...(found.length < 2 ? [] : [several]), ...(unread.length === 0 ? [] : [hidden])];
  return { found, ...(doubts.length === 0 ? {} : { doubt: doubts.join("; ") }) };
}
