/** The commonest wrong programs in TypeScript, and what the compiler then tells a newcomer. */
import { join } from "node:path";
import ts from "typescript";
import { repository } from "../../docs/tree";

// One compilation, with all of Pulumi's types.
jest.setTimeout(120_000);

const server = (rest: string): string => `new McpServer("docs", { hostname, ${rest} });`;
const portal = (rest: string): string => `new McpPortal("team", { hostname: "mcp.example.com", ${rest} });`;

/** What the last line of the error ends with, or all of an error with one line. */
const commonest: readonly [mistake: string, program: string, says: string][] = [
  [
    "a bearer server without credentials",
    server('authType: "bearer"'),
    `Property 'authCredentials' is missing in type '{ hostname: string; authType: "bearer"; }' but required in type 'BearerMcpServerArgs'.`,
  ],
  [
    "no authType",
    "new McpServer('docs', { hostname });",
    "Property 'authType' is missing in type '{ hostname: string; }' but required in type 'UnauthenticatedMcpServerArgs'.",
  ],
  [
    "no such authType",
    server('authType: "none"'),
    `Type '"none"' is not assignable to type '"oauth" | "bearer" | "unauthenticated"'.`,
  ],
  [
    "no hostname",
    'new McpServer("docs", { authType: "unauthenticated" });',
    `Property 'hostname' is missing in type '{ authType: "unauthenticated"; }' but required in type 'UnauthenticatedMcpServerArgs'.`,
  ],
  [
    "a name of Cloudflare's API",
    server('auth_type: "unauthenticated"'),
    "Object literal may only specify known properties, but 'auth_type' does not exist in type 'McpServerArgs'. Did you mean to write 'authType'?",
  ],
  [
    "a misspelt argument",
    server('authType: "unauthenticated", descripton: "x"'),
    "Object literal may only specify known properties, but 'descripton' does not exist in type 'UnauthenticatedMcpServerArgs'. Did you mean to write 'description'?",
  ],
  [
    "a client secret without its client",
    server('authType: "oauth", clientSecret: "x"'),
    `Property 'authCredentials' is missing in type '{ hostname: string; authType: "oauth"; clientSecret: string; }' but required in type 'OauthClientMcpServerArgs'.`,
  ],
  [
    "the id of a server in place of a server",
    portal('servers: [{ server: "docs" }]'),
    "Type 'string' is not assignable to type 'Input<McpServer>'.",
  ],
  [
    "a row without a server",
    portal('servers: [{ tools: ["search"] }]'),
    "Property 'server' is missing in type '{ tools: string[]; }' but required in type 'McpPortalServer'.",
  ],
  [
    "a provider without a token",
    'new Provider("other", { accountId: "0123456789abcdef0123456789abcdef" });',
    "Property 'apiToken' is missing in type '{ accountId: string; }' but required in type 'TokenProviderArgs'.",
  ],
];

/** Wrong in another way as well, or with more around it: none asks for what takes over a server. */
const others: readonly string[] = [
  server('authType: "bearer", name: "Docs", updatedTools: []'),
  server('authType: "bearer", adopt: false'),
  server('authType: "bearer", adopt: true as boolean'),
  'const args = { hostname, authType: "bearer" as const }; new McpServer("docs", args);',
];

let texts: readonly string[][];
beforeAll(() => {
  texts = compile([...commonest.map(([, program]) => program), ...others]);
});

test.each(commonest.map(([mistake], index) => [mistake, index] as const))(
  "%s: the error names the remedy",
  (_, index) => {
    const [text = "", ...more] = texts[index] ?? [];
    expect(more).toEqual([]);
    expect(text.split("\n").at(-1)?.trim()).toBe(commonest[index]?.[2]);
  },
);

test("no error about missing credentials asks for adopt", () => {
  for (const found of texts.slice(commonest.length)) {
    expect(found).toHaveLength(1);
    expect(found[0]).toContain("authCredentials");
    expect(found[0]).not.toMatch(/'adopt' is missing/);
  }
});

/** The errors of each program. */
function compile(programs: readonly string[]): string[][] {
  const folder = join(repository, "examples/quickstart");
  const names = new Map(programs.map((text, index) => [join(folder, `wrong${index}.ts`), text]));
  const options: ts.CompilerOptions = {
    ...{ strict: true, noEmit: true, skipLibCheck: true, types: [], target: ts.ScriptTarget.ES2022 },
    ...{ module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16 },
  };
  const disk = ts.createCompilerHost(options, true);
  const textOf = (path: string): string | undefined => {
    const text = names.get(path);
    return text === undefined
      ? undefined
      : `import { McpPortal, McpServer, Provider } from "pulumi-cloudflare-mcp";\ndeclare const hostname: string;\n${text}\nexport { McpPortal, Provider };\n`;
  };
  const program = ts.createProgram([...names.keys()], options, {
    ...disk,
    fileExists: (path) => names.has(path) || disk.fileExists(path),
    readFile: (path) => textOf(path) ?? disk.readFile(path),
    getSourceFile: (path, target, ...rest) => {
      const text = textOf(path);
      return text === undefined
        ? disk.getSourceFile(path, target, ...rest)
        : ts.createSourceFile(path, text, target, true);
    },
  });
  return [...names.keys()].map((path) => {
    const file = program.getSourceFile(path);
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(({ messageText }) =>
      ts.flattenDiagnosticMessageText(messageText, "\n"),
    );
  });
}
