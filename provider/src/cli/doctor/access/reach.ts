/** The table of reach: who reaches each server of the portal, and which tools. */
import type { WireServer } from "../../../cloudflare/wire";
import { serverIdOf } from "../../../rows/rows";
import { listExposure } from "../../drift/exposure";
import { compareText } from "../../order";
import type { Evidence } from "../evidence";
import type { Audience, Reach } from "../report";
import type { Whom } from "./admission";
import { audienceOf, keptOut, nobody } from "./audience";
import { directoryOf, type Directory } from "./directory";
import { personKeptOut, personOn, type Standing } from "./person";
import { waysTo, type Ways } from "./ways";

/** `email`: the address in `--as`. */
export function reachOf(evidence: Evidence, email?: string): Reach[] {
  const { accountId, portal } = evidence;
  const directory = directoryOf(evidence);
  const servers = evidence.servers.known ? evidence.servers.value : new Map<string, WireServer>();
  const rows = new Map((portal.servers ?? []).map((row) => [serverIdOf(row), row]));
  return listExposure(accountId, portal, servers, evidence.reviews).map((exposure) => {
    const { serverId, tools, hidden, lock } = exposure;
    const row = rows.get(serverId);
    const server = servers.get(serverId) ?? row;
    const ways = waysTo(evidence, serverId, row, server);
    return {
      serverId,
      name: typeof server?.name === "string" && server.name !== "" ? server.name : serverId,
      people: audienceBy("people", ways, directory),
      machines: audienceBy("machines", ways, directory),
      tools,
      hidden,
      ...(lock !== undefined && { lock }),
      ...(email === undefined ? {} : { as: standingBy(email, ways, directory) }),
    };
  });
}

function audienceBy(whom: Whom, { servers, ways, onBehalf, end, doubts }: Ways, directory: Directory): Audience {
  if (end !== undefined) {
    const kept = servers.map((server) => keptOut(whom, server, onBehalf, directory));
    const isSure = kept.length > 0 && kept.every((words) => words.length > 0);
    return end.answer === "no" || !isSure
      ? { answer: end.answer, who: [], conditions: [end.because] }
      : nobody([...new Set(kept.flat())]);
  }
  const all = ways.map((way) => audienceOf(whom, way, directory));
  const conditions = [...new Set(all.flatMap((each) => each.conditions))];
  if (all.every(({ answer }) => answer === "no")) {
    return nobody(conditions);
  }
  const [first] = all;
  if (first !== undefined && doubts.length === 0) {
    return first;
  }
  const who = [...new Set(all.flatMap((each) => each.who))].sort(compareText);
  return { answer: "unknown", who, conditions: [...conditions, ...doubts] };
}

function standingBy(email: string, { servers, ways, end, doubts }: Ways, directory: Directory): Standing {
  if (end !== undefined) {
    const kept = servers.map((server) => personKeptOut(server, email, directory));
    const [first] = kept;
    return end.answer === "no" || first === undefined || kept.includes(undefined)
      ? end
      : { answer: "no", because: first };
  }
  const all = ways.map((way) => personOn(way, email, directory));
  const [first] = all;
  const isRefused = all.every(({ answer }) => answer === "no");
  return first !== undefined && (doubts.length === 0 || isRefused)
    ? first
    : { answer: "unknown", because: doubts.join("; ") };
}
