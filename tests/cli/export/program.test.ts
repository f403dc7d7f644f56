/**
 * What an export promises, over random accounts with hostile texts: the program compiles with one member per line, it runs
 * and declares what the file imports, and the provider finds nothing to do between the two.
 */
import fc from "fast-check";
import ts from "typescript";
import { buildImportFile } from "../../../provider/src/cli/export/importFile";
import { writeProgram } from "../../../provider/src/cli/export/program";
import { exportAccount, type ExportedAccount } from "../../../provider/src/cli/export/exportedResources";
import type { Host } from "../../../provider/src/lifecycle/host";
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

test("the program compiles, with one member per line and each list of names on one line", () => {
  fc.assert(
    fc.property(accounts, (content) => {
      const text = writeProgram(exportAccount(content));
      const { diagnostics = [] } = ts.transpileModule(text, { reportDiagnostics: true });
      expect(diagnostics.map(({ messageText }) => messageText)).toEqual([]);
      expectLayout(ts.createSourceFile("index.ts", text, ts.ScriptTarget.ES2022, true), "");
    }),
    runs,
  );
});

function expectLayout(node: ts.Node, indentation: string): void {
  const isList = ts.isArrayLiteralExpression(node);
  if (!isList && !ts.isObjectLiteralExpression(node)) {
    ts.forEachChild(node, (child) => {
      expectLayout(child, indentation);
    });
    return;
  }
  const parts: readonly ts.Node[] = isList ? node.elements : node.properties;
  const [open, close] = isList ? ["[", "]"] : ["{", "}"];
  const isOneLine = isList && !parts.some((each) => ts.isObjectLiteralExpression(each));
  const inner = `${indentation}  `;
  const lines = parts.map((each) => `${inner}${each.getText()},\n`);
  expect(node.getText()).toBe(
    isOneLine || parts.length === 0
      ? `${open}${parts.map((each) => each.getText()).join(", ")}${close}`
      : `${open}\n${lines.join("")}${indentation}${close}`,
  );
  parts.forEach((each) => {
    expectLayout(each, inner);
  });
}

test("the program can be read: nothing in it is invisible, or turns text around", () => {
  fc.assert(
    fc.property(accounts, (content) => {
      const text = writeProgram(exportAccount(content));
      expect(text).not.toMatch(/[^\n\P{Cc}]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u);
    }),
    runs,
  );
});

test("the program declares what the file imports, and the provider finds nothing to do", async () => {
  await fc.assert(
    fc.asyncProperty(accounts, async (content) => {
      const account = exportAccount(content);
      const declared = runProgram(writeProgram(account));
      const { resources } = buildImportFile(account);
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
      const account = exportAccount(content);
      const { resources } = buildImportFile(account);
      for (const [index, { kind, object }] of account.resources.entries()) {
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
      const { resources, impossible } = exportAccount(content);
      const found = [...resources, ...impossible].map(({ kind, id }) => `${kind} ${id}`);
      expect(found.toSorted()).toEqual(
        [
          ...content.objects.McpServer.map(({ id }) => `McpServer ${id}`),
          ...content.objects.McpPortal.map(({ id }) => `McpPortal ${id}`),
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
        objects: {
          McpServer: content.objects.McpServer.toReversed(),
          McpPortal: content.objects.McpPortal.toReversed().map((portal) => ({
            ...portal,
            servers: portal.servers?.toReversed() ?? null,
          })),
        },
      };
      expect(writeProgram(exportAccount(turned))).toBe(writeProgram(exportAccount(content)));
      expect(buildImportFile(exportAccount(turned)).resources.map(({ inputs }) => inputs)).toEqual(
        buildImportFile(exportAccount(content)).resources.map(({ inputs }) => inputs),
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
    environment: { CLOUDFLARE_API_TOKEN: "token" },
    folder: process.cwd(),
    notices: { warn: () => Promise.resolve(), tell: () => Promise.resolve(), progress: () => Promise.resolve() },
    memory: new Memory(),
    clock,
    pulumiCommand: () => undefined,
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
  const incarnations = new Map(
    account.resources
      .filter((each) => each.kind === "McpServer")
      .map(({ id: serverId, incarnation }) => [serverId, incarnation]),
  );
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
