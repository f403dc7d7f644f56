/** README.md of an exported project: its next steps. */
import { registry } from "../registry";
import type { ExportedAccount, ExportedResource } from "./exportedResources";

export function writeReadme({ resources, impossible }: ExportedAccount, version: string): string {
  const urls = resources.flatMap(({ id, credentials }) =>
    credentials.filter(({ name }) => name === "hostname").map(({ key }) => ({ id, key })),
  );
  return [
    "# The MCP servers and portals of a Cloudflare account",
    "",
    "Written by `pulumi-cloudflare-mcp export`. Edit it as you like. index.ts has one member per",
    "line: run your formatter.",
    "",
    "## 1. Import the existing servers and portals",
    "",
    "`CHECKOUT` is a clone of the repository of pulumi-cloudflare-mcp in which `npm ci && npm pack --workspace provider`",
    "has run: the package is not in the npm registry yet.",
    "",
    "```sh",
    `npm install "$CHECKOUT/pulumi-cloudflare-mcp-${version}.tgz"`,
    "pulumi stack init main",
    ...urls.map(({ key }) => `pulumi config set --secret ${key}`),
    "pulumi import --file import.json --generate-code=false --yes",
    "pulumi preview --expect-no-changes",
    "```",
    "",
    "The import changes nothing at Cloudflare: it writes Pulumi's state. The preview is empty, and",
    "from then on shows what an edit of index.ts would do. `import.json` is not needed any more.",
    "",
    "Pulumi protects imported resources from deletion, and `imported`, the third argument of each,",
    "keeps that protection. To delete a resource, remove that argument and run `pulumi up` first.",
    "",
    ...explainUrls(urls),
    ...writeCredentialSteps(resources),
    ...listLeftOut(resources, impossible),
  ].join("\n");
}

/** The program needs them to run, so they come before the import. */
function explainUrls(urls: readonly { readonly id: string; readonly key: string }[]): string[] {
  return urls.length === 0
    ? []
    : [
        "The URLs of some servers have a query, which often holds an API key. The program reads these URLs",
        "from its configuration; each `pulumi config set` above asks for one, as Cloudflare's dashboard shows",
        "it. `import.json` has them unencrypted, so it is in `.gitignore`: delete it after the import.",
        "",
        ...urls.map(({ id, key }) => `- \`${key}\`: the URL of \`${id}\``),
        "",
      ];
}

function writeCredentialSteps(resources: readonly ExportedResource[]): string[] {
  const rows = resources.flatMap(({ id, credentials }) =>
    credentials
      .filter(({ name }) => name !== "hostname")
      .map(({ key, name, what }) => `| \`${key}\` | \`${name}\` of \`${id}\` | ${what} |`),
  );
  return rows.length === 0
    ? []
    : [
        "## 2. Set the credentials",
        "",
        "Cloudflare never returns credentials. Those that you do not set here stay as they are, and",
        "no command can see them change. Set them when you can, each by",
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

function listLeftOut(resources: ExportedAccount["resources"], impossible: ExportedAccount["impossible"]): string[] {
  const left = resources.flatMap(({ id, leftOut }) => leftOut.map(({ name }) => `\`${name}\` of \`${id}\``));
  const all = [
    ...impossible.map(({ kind, reason }) => `- a ${registry[kind].noun}: ${keepWords(reason)}`),
    ...left.map((each) => `- ${each}`),
  ];
  return all.length === 0
    ? []
    : [
        "## Left out of the program",
        "",
        "The package would refuse these values, so they stay as they are. index.ts has the reasons.",
        "",
        ...all,
        "",
      ];
}

/** Text from outside in Markdown, with all markup removed. */
function keepWords(text: string): string {
  return text.replace(/[^\p{L}\p{N} .,:()"'/-]/gu, "?");
}
