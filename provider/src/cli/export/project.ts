/** The files of an exported project, by name. */
import type { ExportedAccount, ExportedResource } from "./exportedAccount";
import { importFile } from "./importFile";
import { programText } from "./program";

export interface ProjectOptions {
  /** Of this package. */
  readonly version: string;
}

/** What each file holds. */
const contents = {
  "Pulumi.yaml": pulumiYaml,
  "package.json": (_account: ExportedAccount, { version }: ProjectOptions) => json(packageJson(version)),
  "tsconfig.json": () => json(tsconfig),
  ".gitignore": () => "node_modules/\n",
  "index.ts": programText,
  "import.json": (account: ExportedAccount) => json(importFile(account)),
  "README.md": readme,
} as const;

export const fileNames = Object.keys(contents) as (keyof typeof contents)[];

export function projectFiles(
  account: ExportedAccount,
  options: ProjectOptions,
): Record<(typeof fileNames)[number], string> {
  return Object.fromEntries(fileNames.map((name) => [name, contents[name](account, options)])) as Record<
    (typeof fileNames)[number],
    string
  >;
}

const projectName = "mcp-servers";

function pulumiYaml({ accountId }: ExportedAccount): string {
  return [
    `name: ${projectName}`,
    "description: The MCP servers and portals of a Cloudflare account",
    "runtime: nodejs",
    "config:",
    `  cloudflare:accountId: ${JSON.stringify(accountId)}`,
    "",
  ].join("\n");
}

function packageJson(version: string): object {
  return {
    name: projectName,
    private: true,
    main: "index.ts",
    dependencies: { "@pulumi/pulumi": "^3.216.0", "pulumi-cloudflare-mcp": `^${version}` },
    devDependencies: { "@types/node": "^20", typescript: "^5" },
  };
}

const tsconfig = {
  compilerOptions: {
    strict: true,
    target: "es2022",
    module: "node16",
    moduleResolution: "node16",
    types: ["node"],
    skipLibCheck: true,
    noEmit: true,
  },
  files: ["index.ts"],
};

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function readme(account: ExportedAccount): string {
  return [
    "# The MCP servers and portals of a Cloudflare account",
    "",
    "Written by `pulumi-cloudflare-mcp export`; from here on it is yours.",
    "",
    "## 1. Take over what is there",
    "",
    "```sh",
    "npm install",
    "pulumi stack init main",
    "pulumi import --file import.json --generate-code=false --yes",
    "pulumi preview --expect-no-changes",
    "```",
    "",
    "The import changes nothing at Cloudflare: it writes Pulumi's state. The preview is empty, and",
    "from then on shows what an edit of index.ts would do. `import.json` is not needed any more.",
    "",
    "Imported resources are protected from deletion until the first `pulumi up`, which does as the",
    "program says: to keep it so, give a resource `{ protect: true }` as its third argument.",
    "",
    ...credentialSteps([...account.servers, ...account.portals]),
    ...remainder(account),
  ].join("\n");
}

function credentialSteps(resources: readonly ExportedResource[]): string[] {
  const rows = resources.flatMap(({ id, credentials }) =>
    credentials.map(({ key, name, what }) => `| \`${key}\` | \`${name}\` of \`${id}\` | ${what} |`),
  );
  return rows.length === 0
    ? []
    : [
        "## 2. Set the credentials",
        "",
        "Cloudflare tells nobody the credentials that it has. Those that are not set here stay as they",
        "are, and nothing can see them change. Set them when you can, each by",
        "`pulumi config set --secret <key>`, and run `pulumi up`. Do it before you change a bearer server",
        "in any other way: users have seen its credentials disappear in an update that left them out.",
        "",
        "| key | for | value |",
        "| --- | --- | --- |",
        ...rows,
        "",
        "When all are set, make `getSecret` in index.ts `requireSecret`.",
        "",
      ];
}

function remainder({ servers, portals, impossible }: ExportedAccount): string[] {
  const left = [...servers, ...portals].flatMap(({ id, leftOut }) =>
    leftOut.map(({ name }) => `\`${name}\` of \`${id}\``),
  );
  const all = [
    ...impossible.map(({ kind, reason }) => `- ${kind === "McpServer" ? "a server" : "a portal"}: ${inProse(reason)}`),
    ...left.map((each) => `- ${each}`),
  ];
  return all.length === 0
    ? []
    : [
        "## What is not in the program",
        "",
        "The package would refuse it; it stays as it is. The reasons stand in index.ts.",
        "",
        ...all,
        "",
      ];
}

/** Text from outside in Markdown: nothing but words. */
function inProse(text: string): string {
  return text.replace(/[^\p{L}\p{N} .,:()"'/-]/gu, "?");
}
