/** The programs that the benchmark compares. */
import { numberedServers, type Declarations, type Server } from "./declarations";

/** A program that declares servers, and what else there is to one way of doing so. */
export interface Contestant {
  readonly name: string;
  /** One of programs/. */
  readonly program: "ours" | "bare" | "handwritten" | "plugin";
  readonly settings: Pick<Declarations, "adopt" | "definitions">;
  /** What is in the account before the program runs for the first time. */
  readonly existing: (servers: readonly Server[]) => readonly SeededServer[];
}

export type SeededServer = { readonly id: string } & Readonly<Record<string, unknown>>;

const created = { settings: { adopt: false, definitions: "full" }, existing: () => [] } as const;

/** Our package beside what else one could use. The ratios are those of the first. */
export const providers: readonly Contestant[] = [
  { name: "ours", program: "ours", ...created },
  { name: "bare", program: "bare", ...created },
  { name: "handwritten", program: "handwritten", ...created },
  { name: "plugin", program: "plugin", ...created },
];

/** Our package with servers that have many tools, keeping all of them in state or their digests. */
export const definitions: readonly Contestant[] = (["full", "digest"] as const).map((kept) => ({
  name: kept,
  program: "ours",
  // Adopted: so there are tools from the first step on, without as many upstream servers to read them from.
  settings: { adopt: true, definitions: kept },
  existing: (servers) => servers.map(({ serverId, ...fields }) => ({ id: serverId, ...fields, tools: manyTools() })),
}));

export function declarationsOf(contestant: Contestant, count: number): Declarations {
  return { ...contestant.settings, servers: numberedServers(count) };
}

/** 30 tools of 1.5 KB each. */
function manyTools(): unknown[] {
  const properties = Object.fromEntries(
    Array.from({ length: 10 }, (_, index) => [
      `parameter${index}`,
      { type: "string", description: "One of the things that have to be said, and what it means to leave it out." },
    ]),
  );
  return Array.from({ length: 30 }, (_, index) => ({
    name: `tool_${index}`,
    description: "Looks for something and answers what it found. ".repeat(4),
    inputSchema: { type: "object", properties },
  }));
}
