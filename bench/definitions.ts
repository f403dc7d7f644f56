/**
 * `npm run bench:definitions`: measures how judging and comparing definitions grows with what an upstream sends.
 *
 * Each figure stands beside that of parsing the same text and writing it in canonical form, measured in turn with it.
 */
import { randomBytes } from "node:crypto";
import { cpus } from "node:os";
import canonicalize from "canonicalize";
import { parseJson } from "#provider/cloudflare/jsonText";
import { readableObject } from "#provider/cloudflare/readable";
import { serverFields, type WireMappedServer } from "pulumi-cloudflare-mcp/wire";
import { differences } from "#provider/lock/compare";
import { describe } from "#provider/lock/describe";
import { digestOf } from "#provider/lock/digest";
import type { LockFile } from "#provider/lock/file";
import { judge } from "#provider/lock/verdict";
import { sentMappings } from "#provider/rows/sent";
import { summaryOf } from "#provider/toolLock/summary";
import { ratioOf, spreadOf, spreadText } from "./statistics";

const repetitions = 5;

type Definition = Readonly<Record<string, unknown>> & { readonly name: string };

interface Case {
  readonly title: string;
  /** What a size counts. */
  readonly unit: string;
  readonly smallest: number;
  /** What is done with the parsed input; the input itself is what the plain figure parses. */
  readonly prepare: (size: number) => { readonly input: unknown; readonly run: () => unknown };
}

const hostname = "https://docs.example.com/mcp";

function toolsOf(count: number): Definition[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `tool-${index}`,
    description: `Reads document ${index}.`,
    inputSchema: { type: "object", properties: { query: { type: "string" } } },
  }));
}

function lockOf(tools: readonly Definition[]): LockFile {
  const entries = tools.map(
    (definition): [string, LockFile["tools"] extends ReadonlyMap<string, infer Entry> ? Entry : never] => [
      definition.name,
      { allow: true, digest: digestOf(definition), definition },
    ],
  );
  return { server: "docs", hostname, ignore: [], tools: new Map(entries), prompts: new Map() };
}

function rowOf(tools: readonly Definition[]): WireMappedServer {
  const entries = tools.map(({ name }) => ({ name, enabled: true }));
  const server = { id: "docs", server_id: "docs", name: "docs", hostname, auth_type: "unauthenticated" };
  return { ...server, tools, prompts: [], updated_tools: entries, updated_prompts: [] } as unknown as WireMappedServer;
}

function comparison(before: unknown, after: unknown): ReturnType<Case["prepare"]> {
  return {
    input: [before, after],
    // Copies, since what was compared once is remembered.
    run: () => {
      const [one, other] = structuredClone([before, after]) as [Definition, Definition];
      return differences(one, other).flatMap((each) => describe(each));
    },
  };
}

const withEnum = (values: readonly string[]): Definition => ({ name: "search", inputSchema: { enum: values } });
const withText = (words: readonly string[]): Definition => ({ name: "search", description: words.join(" ") });
const valuesOf = (count: number): string[] => Array.from({ length: count }, (_, index) => `value-${index}`);
/** Of eight characters and a space. */
const wordsOf = (characters: number): string[] =>
  Array.from({ length: Math.floor(characters / 9) }, () => randomBytes(4).toString("hex"));

const cases: readonly Case[] = [
  {
    title: "verdict on a server",
    unit: "tools",
    smallest: 10_000,
    prepare: (count) => {
      const tools = toolsOf(count);
      const lock = lockOf(tools);
      return { input: tools, run: () => judge(lock, { hostname, tools, prompts: [] }) };
    },
  },
  {
    title: "verdict, all of one name",
    unit: "tools",
    smallest: 10_000,
    prepare: (count) => {
      const tools = toolsOf(count).map((each) => ({ ...each, name: "same" }));
      const lock = lockOf(tools.slice(0, 1));
      return { input: tools, run: () => judge(lock, { hostname, tools, prompts: [] }) };
    },
  },
  {
    title: "rows to be sent",
    unit: "tools",
    smallest: 10_000,
    prepare: (count) => {
      const tools = toolsOf(count);
      const row = rowOf(tools);
      const declared = [{ serverId: "docs", toolLock: summaryOf(lockOf(tools), "mcp-locks/docs.json", "enforce") }];
      return { input: row, run: () => sentMappings(declared, { remote: [row] }) };
    },
  },
  {
    title: "answer read part by part",
    unit: "tools",
    smallest: 10_000,
    prepare: (count) => {
      const input = { id: "docs", tools: toolsOf(count) };
      const text = JSON.stringify(input);
      return {
        input,
        run: () => {
          const { value, rounded } = parseJson(text);
          return readableObject(serverFields, value, rounded);
        },
      };
    },
  },
  {
    title: "enum reversed",
    unit: "values",
    smallest: 8_000,
    prepare: (count) => comparison(withEnum(valuesOf(count)), withEnum(valuesOf(count).toReversed())),
  },
  {
    title: "enum, one value changed",
    unit: "values",
    smallest: 8_000,
    prepare: (count) => comparison(withEnum(valuesOf(count)), withEnum(valuesOf(count).with(1, "other"))),
  },
  {
    title: "text, one word changed",
    unit: "characters",
    smallest: 250_000,
    prepare: (count) => {
      const words = wordsOf(count);
      return comparison(withText(words), withText(words.with(words.length >> 1, "other")));
    },
  },
  {
    title: "text, all words changed",
    unit: "characters",
    smallest: 250_000,
    prepare: (count) => comparison(withText(wordsOf(count)), withText(wordsOf(count))),
  },
];

function milliseconds(run: () => unknown): number {
  const began = performance.now();
  run();
  return performance.now() - began;
}

function measure({ title, unit, smallest, prepare }: Case): string[] {
  return [1, 2, 4].map((factor) => {
    const { input, run } = prepare(smallest * factor);
    const text = JSON.stringify(input);
    const plain = (): unknown => canonicalize(JSON.parse(text));
    // What is compiled by then is compiled for both.
    run();
    plain();
    const [own, beside]: [number[], number[]] = [[], []];
    for (let repetition = 0; repetition < repetitions; repetition++) {
      beside.push(milliseconds(plain));
      own.push(milliseconds(run));
    }
    const whole = (value: number): string => value.toFixed(0);
    return [
      title,
      `${(smallest * factor).toLocaleString("en-US")} ${unit}`,
      spreadText(spreadOf(own), whole),
      spreadText(spreadOf(beside), whole),
      spreadText(ratioOf(own, beside), (value) => value.toFixed(1)),
    ]
      .map((cell) => ` ${cell} |`)
      .join("");
  });
}

const day = new Date().toISOString().slice(0, 10);
console.log(
  `Node ${process.version}, ${cpus().length} cores, ${day}, ${repetitions} runs each: median (lowest to highest)\n`,
);
console.log("| what | size | ms | parse and canonical form, ms | ratio |\n| --- | --- | --- | --- | --- |");
for (const each of cases) {
  for (const line of measure(each)) {
    console.log(`|${line}`);
  }
}
