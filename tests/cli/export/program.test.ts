/**
 * What an export promises, over random accounts with hostile texts: the program is laid out as Prettier does it, it runs
 * and declares what the file imports, and the provider finds nothing to do between the two.
 */
import fc from "fast-check";
import type { Plugin } from "prettier";
import * as prettier from "prettier/standalone";
import * as estree from "prettier/plugins/estree";
import * as typescript from "prettier/plugins/typescript";
import { exportedAccount, type ExportedAccount } from "../../../provider/src/cli/export/exportedAccount";
import { importFile } from "../../../provider/src/cli/export/importFile";
import { programText } from "../../../provider/src/cli/export/program";
import type { Host } from "../../../provider/src/lifecycle/resourceKind";
import { managedIn, managedKey } from "../../../provider/src/lifecycle/comparison";
import { Memory } from "../../../provider/src/lifecycle/memory";
import { outputsOf, projectedInputs } from "../../../provider/src/lifecycle/outputs";
import { portalKind } from "../../../provider/src/portal/portal";
import { Lifecycle } from "../../../provider/src/lifecycle/lifecycle";
import { serverKind } from "../../../provider/src/server/server";
import type { Properties } from "../../../provider/src/lifecycle/values";
import { FakeClock } from "../../support/fakeClock";
import { accounts } from "./accounts";
import { runProgram, type Declared } from "./runProgram";

const runs = { numRuns: Number(process.env.EXPORTS ?? 100) };

test("the program is laid out as Prettier lays it out", async () => {
  await fc.assert(
    fc.asyncProperty(accounts, async (content) => {
      const text = programText(exportedAccount(content));
      const plugins = [typescript, estree as Plugin];
      expect(await prettier.format(text, { parser: "typescript", plugins })).toBe(text);
    }),
    runs,
  );
});

test("the program can be read: nothing in it is invisible, or turns text around", () => {
  fc.assert(
    fc.property(accounts, (content) => {
      const text = programText(exportedAccount(content));
      expect(text).not.toMatch(/[^\n\P{Cc}]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u);
    }),
    runs,
  );
});

test("the program declares what the file imports, and the provider finds nothing to do", async () => {
  await fc.assert(
    fc.asyncProperty(accounts, async (content) => {
      const account = exportedAccount(content);
      const declared = runProgram(programText(account));
      const { resources } = importFile(account);
      expect(declared.map(({ kind, name }) => `${kind} ${name}`)).toEqual(
        resources.map(({ type, name }) => `${type.split(":")[2] ?? ""} ${name}`),
      );
      const host = hostOf(account);
      for (const [index, resource] of resources.entries()) {
        const inputs = plain(resource.inputs);
        const step = await stepOf(host, declared[index], account, resource.id, inputs, plain(resource.outputs));
        expect(step).toEqual({ failures: [], changes: false, replaces: [], inputs });
      }
    }),
    runs,
  );
});

test("a refresh after the import finds what the file says", () => {
  fc.assert(
    fc.property(accounts, (content) => {
      const account = exportedAccount(content);
      const { resources } = importFile(account);
      for (const [index, { kind, object }] of [...account.servers, ...account.portals].entries()) {
        const { table } = kind === "McpServer" ? serverKind : portalKind;
        const outputs = plain(resources[index]?.outputs ?? {});
        const refreshed = { ...outputsOf(table, object, outputs, []), [managedKey]: managedIn(table, outputs) };
        expect(outputs).toMatchObject(JSON.parse(JSON.stringify(refreshed)) as object);
        expect(projectedInputs(table, refreshed, managedIn(table, outputs))).toEqual(
          plain(resources[index]?.inputs ?? {}),
        );
      }
    }),
    runs,
  );
});

test("nothing is forgotten: each object is declared, or named with the reason", () => {
  fc.assert(
    fc.property(accounts, (content) => {
      const { servers, portals, impossible } = exportedAccount(content);
      const found = [...servers, ...portals, ...impossible].map(({ kind, id }) => `${kind} ${id}`);
      expect(found.toSorted()).toEqual(
        [
          ...content.servers.map(({ id }) => `McpServer ${id}`),
          ...content.portals.map(({ id }) => `McpPortal ${id}`),
        ].toSorted(),
      );
      expect(impossible.filter(({ reason }) => reason === "")).toEqual([]);
    }),
    runs,
  );
});

test("the order in which Cloudflare lists things makes no difference", () => {
  fc.assert(
    fc.property(accounts, (content) => {
      const turned = {
        ...content,
        servers: content.servers.toReversed(),
        portals: content.portals
          .toReversed()
          .map((portal) => ({ ...portal, servers: portal.servers?.toReversed() ?? null })),
      };
      expect(programText(exportedAccount(turned))).toBe(programText(exportedAccount(content)));
      expect(importFile(exportedAccount(turned)).resources.map(({ inputs }) => inputs)).toEqual(
        importFile(exportedAccount(content)).resources.map(({ inputs }) => inputs),
      );
    }),
    runs,
  );
});

/** A provider process that never calls anybody. */
function hostOf({ accountId }: ExportedAccount): Host {
  const clock = new FakeClock();
  return {
    configuration: { get: (key) => (key === "cloudflare:accountId" ? accountId : undefined) },
    environment: {},
    folder: process.cwd(),
    notices: { warn: () => Promise.resolve(), tell: () => Promise.resolve(), progress: () => Promise.resolve() },
    memory: new Memory(),
    clock,
    stillWanted: () => Promise.resolve(),
    connect: () => Promise.reject(new Error("Nobody is to be called.")),
  };
}

/** What a preview does with a resource after the import. */
async function stepOf(
  host: Host,
  declared: Declared | undefined,
  account: ExportedAccount,
  id: string,
  olds: Properties,
  outputs: Properties,
): Promise<unknown> {
  if (declared === undefined) {
    throw new Error("The program does not declare it.");
  }
  const { kind, name, args } = declared;
  const lifecycle = kind === "McpServer" ? new Lifecycle(serverKind, host) : new Lifecycle(portalKind, host);
  const incarnations = new Map(account.servers.map((server) => [server.id, server.incarnation]));
  const servers = (args.servers as { serverId: string }[] | undefined)?.map((row) => ({
    ...row,
    ...(incarnations.has(row.serverId) ? { incarnation: incarnations.get(row.serverId) } : {}),
  }));
  const news = {
    ...args,
    ...(servers === undefined ? {} : { servers }),
    __logicalName: name,
    __urn: `urn:pulumi:test::test::pulumi-nodejs:dynamic/cloudflare-mcp:${kind}::${name}`,
  };
  const { inputs, failures } = await lifecycle.check(olds, news);
  const { changes, replaces } = await lifecycle.diff(id, outputs, inputs);
  return { failures, changes, replaces, inputs: plain(inputs) };
}

/** As the engine hands it on: without Pulumi's own key, secrets in clear. */
function plain({ __provider: _, ...properties }: Properties): Properties {
  const text = JSON.stringify(properties, (_key, value: unknown) =>
    typeof value === "object" && value !== null && "plaintext" in value
      ? (JSON.parse(String(value.plaintext)) as unknown)
      : value,
  );
  return JSON.parse(text) as Properties;
}
