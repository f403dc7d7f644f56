/** The files of an exported project, by name. */
import { buildImportFile } from "./importFile";
import { writeProgram } from "./program";
import { writeReadme } from "./readme";
import type { ExportedAccount } from "./exportedResources";

export interface ProjectOptions {
  /** The version of this package. */
  readonly version: string;
}

/** The content of each file. */
const contents = {
  "Pulumi.yaml": writePulumiYaml,
  "package.json": (_account: ExportedAccount, { version }: ProjectOptions) => printJson(buildManifest(version)),
  "tsconfig.json": () => printJson(tsconfig),
  ".gitignore": ({ resources }: ExportedAccount) => {
    const hasSecret = resources.some(({ configured }) => Object.keys(configured).length > 0);
    return `node_modules/\n${hasSecret ? "import.json\n" : ""}`;
  },
  "index.ts": writeProgram,
  "import.json": (account: ExportedAccount) => printJson(buildImportFile(account)),
  "README.md": (account: ExportedAccount, { version }: ProjectOptions) => writeReadme(account, version),
} as const;

export const fileNames = Object.keys(contents) as (keyof typeof contents)[];

export function writeFiles(
  account: ExportedAccount,
  options: ProjectOptions,
): Record<(typeof fileNames)[number], string> {
  return Object.fromEntries(fileNames.map((name) => [name, contents[name](account, options)])) as Record<
    (typeof fileNames)[number],
    string
  >;
}

const projectName = "mcp-servers";

function writePulumiYaml({ accountId }: ExportedAccount): string {
  return [
    `name: ${projectName}`,
    "description: The MCP servers and portals of a Cloudflare account",
    "runtime: nodejs",
    "config:",
    `  cloudflare:accountId: ${JSON.stringify(accountId)}`,
    "",
  ].join("\n");
}

function buildManifest(version: string): object {
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

function printJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
