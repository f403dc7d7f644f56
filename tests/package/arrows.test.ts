/** Plants forbidden imports in a temporary folder and checks that .dependency-cruiser.mjs refuses them. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { filesOfTheRepository, repository } from "../docs/tree";

/** Part of the JSON that dependency-cruiser prints. */
interface Report {
  readonly summary: {
    readonly violations: readonly {
      readonly from: string;
      readonly rule: { readonly name: string };
      readonly cycle?: readonly { readonly name: string }[];
    }[];
    readonly ruleSetUsed: { readonly forbidden: readonly object[] };
  };
}

/** Files whose imports are all allowed. */
const allowed: Readonly<Record<string, string>> = {
  "provider/src/program/mcpServer.ts": `
    import { Resource } from "@pulumi/pulumi";
    import type { Server } from "../server/server";
    export const table = (): Promise<unknown> => import("../resources.js");`,
  "provider/src/resources.ts": `export { Server } from "./server/server"; export { Portal } from "./portal/portal";`,
  "provider/src/server/server.ts": `import type { Row } from "../rows/rows"; export class Server {}`,
  "provider/src/portal/portal.ts": `import { Row } from "../rows/rows"; export class Portal {}`,
  "provider/src/rows/rows.ts": `import { merge } from "../lifecycle/values"; export class Row {}`,
  "provider/src/lifecycle/values.ts": `import { createHash } from "node:crypto"; export const merge = 1;`,
  "provider/src/cloudflare/client.ts": `import axios from "axios"; export class Client {}`,
  "provider/src/cloudflare/wire/index.ts": "export interface WireServer {}",
  "provider/src/cli/main.ts": `import { Server } from "../server/server"; import { readFileSync } from "node:fs";`,
  "emulator/src/start.ts": `import { Body } from "./bodies";`,
  "emulator/src/bodies.ts": "export class Body {}",
  "tests/support/world.ts": `import { Server } from "../../provider/src/server/server"; export const world = 1;`,
};

/** A file, the rule that refuses it, and its text. */
const forbidden: readonly (readonly [file: string, rule: string, text: string])[] = [
  ["provider/src/lifecycle/up.ts", "lifecycle", `import { Server } from "../server/server";`],
  ["provider/src/lifecycle/upType.ts", "lifecycle", `import type { Row } from "../rows/rows";`],
  ["provider/src/rows/upInline.ts", "rows", `export type S = import("../server/server").Server;`],
  ["provider/src/server/across.ts", "server", `export * from "../portal/portal";`],
  ["provider/src/portal/across.ts", "portal", `export type { Server } from "../server/server";`],
  ["provider/src/lock/asks.ts", "lock", `export const ask = () => import("../cloudflare/client.js");`],
  ["provider/src/lock/network.ts", "lock", `import { request } from "node:https";`],
  ["provider/src/cloudflare/up.ts", "cloudflare", `import { merge } from "../lifecycle/values";`],
  ["provider/src/cloudflare/wire/any.ts", "wire", `import type { Client } from "../client";`],
  ["provider/src/cli/pulumi.ts", "cli", `import type { Output } from "@pulumi/pulumi";`],
  ["provider/src/cli/host.ts", "cli", `import "../program/mcpServer";`],
  ["provider/src/kinds.ts", "names", `import type { Server } from "./server/server";`],
  ["provider/src/program/http.ts", "program", `export const http = () => import("axios");`],
  ["provider/src/program/eager.ts", "program-on-demand", `import { Server } from "../resources";`],
  ["provider/src/program/late.ts", "program-types", `export const late = () => import("../server/server.js");`],
  [
    "provider/src/program/both.ts",
    "program-types",
    `import type { Row } from "../rows/rows"; import { Row as Code } from "../rows/rows";`,
  ],
  ["provider/src/connect.ts", "connect-on-demand", `import { Client } from "./cloudflare/client";`],
  ["provider/src/configuration.ts", "configuration-types", `import { Client } from "./cloudflare/client";`],
  ["provider/src/newRoom/file.ts", "rooms", `import { Server } from "../server/server";`],
  ["provider/src/server/here.ts", "cycle", `import type { There } from "./there"; export type Here = There;`],
  ["provider/src/server/there.ts", "cycle", `import type { Here } from "./here"; export type There = Here;`],
  ["provider/src/server/typo.ts", "unresolved", `import { Server } from "./severs";`],
  ["emulator/src/borrows.ts", "emulator", `import { Client } from "../../provider/src/cloudflare/client";`],
  ["emulator/src/tested.ts", "published", `import { world } from "../../tests/support/world";`],
  ["tools/tested.ts", "tools", `import type { world } from "../tests/support/world";`],
  ["bench/tested.ts", "bench", `import { world } from "../tests/support/world";`],
  ["examples/inside.ts", "examples", `import { Body } from "../emulator/src/bodies";`],
];

let folder: string;
let report: Report;

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "arrows-")));
  symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"));
  const planted = forbidden.map(([file, , text]) => [file, text] as const);
  for (const [file, text] of [...Object.entries(allowed), ...planted]) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  const command = join(repository, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const config = join(repository, ".dependency-cruiser.mjs");
  const folders = ["provider", "emulator", "tools", "bench", "tests", "examples"];
  const output = execFileSync(process.execPath, [command, "--config", config, "--output-type", "json", ...folders], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  report = JSON.parse(output) as Report;
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The names of the rules that a file violates. */
function rulesAgainst(file: string): string[] {
  return report.summary.violations
    .filter(({ from, cycle = [] }) => from === file || cycle.some(({ name }) => name === file))
    .map(({ rule }) => rule.name);
}

test.each(forbidden)("%s violates the rule %s", (file, rule) => {
  expect(rulesAgainst(file)).toContain(rule);
});

test.each(Object.keys(allowed))("%s violates no rule", (file) => {
  expect(rulesAgainst(file)).toEqual([]);
});

test("every folder and file in the rules for provider/src exists", () => {
  const rules = JSON.stringify(report.summary.ruleSetUsed.forbidden).replaceAll("\\\\", "\\");
  const patterns = new Set(Array.from(rules.matchAll(/\^provider\/src\/[^|"]+/g), ([pattern]) => pattern));
  const files = filesOfTheRepository(join(repository, "provider/src"));
  expect(patterns.size).toBeGreaterThan(15);
  expect([...patterns].filter((pattern) => !files.some((file) => new RegExp(pattern).test(file)))).toEqual([]);
});
