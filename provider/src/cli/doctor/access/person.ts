/** Decides whether one person, known by email address, reaches a server through the door, and what decided. */
import type { WireApplication } from "../../../cloudflare/wire/access";
import type { Answer } from "../report";
import { applicationWords } from "./applications";
import type { Way } from "./audience";
import type { Directory } from "./directory";
import { ruleOn, type Ruling } from "./evaluate";
import { besidesAtDoor, loginFault } from "./features";
import { listOf } from "./grants";
import { readPolicies } from "./policies";

export interface Standing {
  readonly answer: Answer;
  /** The reason, in words for after a colon. */
  readonly because: string;
}

export function personOn({ door, server }: Way, email: string, directory: Directory): Standing {
  const fault = loginFault(door, directory);
  if (fault !== undefined) {
    return { answer: "no", because: fault };
  }
  const atDoor = {
    ...rulingOf(door, email, directory, true),
    application: `the portal's application (${applicationWords(door)})`,
  };
  const atServer = atTheServer(server, email, directory);
  const refusal = [atDoor, atServer].find(({ answer }) => answer === "no");
  if (refusal !== undefined) {
    return { answer: "no", because: describeRuling(refusal) };
  }
  const open = [atDoor, atServer].filter(({ answer }) => answer !== "yes");
  if (open.length === 0) {
    return { answer: "yes", because: `${describeRuling(atServer)}, and ${describeRuling(atDoor)}` };
  }
  const answer = open.some((ruling) => ruling.answer === "unknown") ? "unknown" : "depends";
  const conditions = open.map(({ reasons, application }) => {
    const words = reasons.map((reason) => reason.words);
    return `${listOf(words, "and")} at ${application}`;
  });
  return { answer, because: `depends on ${conditions.join(", and on ")}` };
}

/** Why a person does not reach a server, whatever its door decides. */
export function personKeptOut(server: WireApplication, email: string, directory: Directory): string | undefined {
  const ruling = atTheServer(server, email, directory);
  return ruling.answer === "no" ? describeRuling(ruling) : undefined;
}

type Placed = Ruling & { readonly application: string };

function atTheServer(server: WireApplication, email: string, directory: Directory): Placed {
  return { ...rulingOf(server, email, directory, false), application: applicationWords(server) };
}

function rulingOf(application: WireApplication, email: string, directory: Directory, isDoor: boolean): Ruling {
  const policies = readPolicies(application.policies);
  if (policies === undefined) {
    return { answer: "unknown", reasons: [{ words: "its policies, which could not be read", unread: true }] };
  }
  return ruleOn(email, policies, directory, isDoor ? besidesAtDoor(application) : undefined);
}

/** `policy "Staff" of application "GitHub" allows`. */
function describeRuling({ by, application }: Placed): string {
  return `${by?.policy ?? ""} of ${application} ${by?.verb ?? ""}`;
}
