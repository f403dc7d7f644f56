import { join } from "node:path";
import ts from "typescript";
import { repository } from "../../docs/tree";
import { useAccount } from "../../support/account";
import { publicReports } from "./publicReports";
import { findingsOf, reportOf, seedHealthy } from "./world";

// One compilation of all pieces, with all of Pulumi's types.
jest.setTimeout(120_000);

const account = useAccount();

test("every piece of program compiles beside the two packages", async () => {
  const pieces = new Map<string, string>();
  for (const { happens, words } of Object.values(publicReports)) {
    seedHealthy(account.cloudflare);
    happens(account.cloudflare);
    for (const { id, program } of findingsOf(await reportOf(account.cloudflare, words))) {
      if (program !== undefined) {
        pieces.set(`${id} ${program}`, program);
      }
    }
  }
  expect(pieces.size).toBeGreaterThan(8);
  expect(compile([...pieces.values()])).toEqual([]);
});

/** The errors of each piece, as part of a program with the imports of examples/full-stack. */
function compile(pieces: readonly string[]): string[] {
  const folder = join(repository, "examples/full-stack");
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(folder, "tsconfig.json"), (path) => ts.sys.readFile(path)).config,
    ts.sys,
    folder,
  );
  const sources = new Map(pieces.map((piece, index) => [join(folder, `piece${index}.ts`), toProgram(piece)]));
  const disk = ts.createCompilerHost(options, true);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (path) => sources.has(path) || disk.fileExists(path),
    readFile: (path) => sources.get(path) ?? disk.readFile(path),
    getSourceFile: (path, target, ...rest) => {
      const source = sources.get(path);
      return source === undefined
        ? disk.getSourceFile(path, target, ...rest)
        : ts.createSourceFile(path, source, target, true);
    },
  };
  const program = ts.createProgram({
    rootNames: [...sources.keys()],
    options: { ...options, composite: false, noEmit: true },
    host,
  });
  return [...sources.keys()].flatMap((path) => {
    const file = program.getSourceFile(path);
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
      ({ messageText }) => `${sources.get(path) ?? ""}\n${ts.flattenDiagnosticMessageText(messageText, " ")}`,
    );
  });
}

/** A statement stands by itself; a row and an argument need what is around them. */
function toProgram(piece: string): string {
  const around = piece.startsWith("new ")
    ? piece
    : piece.startsWith("{")
      ? `new McpPortal("team", { hostname: "mcp.example.com", servers: [${piece}] });`
      : `new cloudflare.ZeroTrustAccessApplication("team", { accountId: "account", ${piece} });`;
  const imports = [
    around.includes("cloudflare.Z") || around.includes("cloudflare.D")
      ? 'import * as cloudflare from "@pulumi/cloudflare";'
      : "",
    around.includes("McpPortal") ? 'import { McpPortal } from "pulumi-cloudflare-mcp";' : "",
  ];
  return `${imports.join("\n")}\n${around}\n`;
}
