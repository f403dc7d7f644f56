/** index.ts of an exported account, as a person would have written it. */
import type { Mapping } from "../../rows/rows";
import type { ExportedAccount, ExportedResource } from "./exportedResources";
import {
  escapeUnseen,
  printResource,
  printText,
  Reference,
  TextCall,
  type Expression,
  type Members,
} from "./typescript";

export function writeProgram({ resources, impossible }: ExportedAccount): string {
  const isConfigured = resources.some(({ credentials }) => credentials.length > 0);
  const classes = [...new Set(resources.map(({ kind }) => kind))].toSorted();
  const servers = resources.filter(({ kind }) => kind === "McpServer");
  const variables = new Map(servers.map(({ id, variable }) => [id, variable]));
  const used = new Set(resources.flatMap(({ rows }) => (rows ?? []).map(({ serverId }) => serverId)));
  const imports = [
    isConfigured ? 'import * as pulumi from "@pulumi/pulumi";' : undefined,
    classes.length > 0 ? `import { ${classes.join(", ")} } from "pulumi-cloudflare-mcp";` : undefined,
  ];
  const parts = [
    // A file without imports and exports is not a module.
    resources.length === 0 ? "export {};\n" : joinLines(imports),
    isConfigured ? joinLines(configuration) : undefined,
    resources.length > 0 ? joinLines(protection) : undefined,
    ...impossible.map(
      ({ kind, id, reason }) => `// Not here: ${kind} ${escapeUnseen(printText(id))}, since ${escapeUnseen(reason)}.\n`,
    ),
    ...resources.map((resource) => writeResource(resource, variables, used)),
  ];
  return parts.filter((part) => part !== undefined && part !== "").join("\n");
}

const configuration = [
  "// Cloudflare never returns credentials. A credential that is not set here",
  "// stays as it is; README.md says how to set it.",
  "const config = new pulumi.Config();",
];

const imported = new Reference("imported");

const protection = [
  "// Pulumi protects imported resources from deletion. Without this, the first `pulumi up` would end that.",
  `const ${imported.name} = {`,
  "  protect: true,",
  "};",
];

function writeResource(
  resource: ExportedResource,
  variables: ReadonlyMap<string, string>,
  used: ReadonlySet<string>,
): string {
  const { kind, id, leftOut } = resource;
  const isUsed = kind === "McpServer" && used.has(id);
  const comments = leftOut.map(
    ({ name, reason }) => `// Left as it is: ${escapeUnseen(name)}, since it ${escapeUnseen(reason)}.`,
  );
  return joinLines([
    ...comments,
    printResource({
      variable: isUsed ? resource.variable : undefined,
      className: kind,
      name: id,
      args: collectArguments(resource, variables),
      options: imported,
    }),
  ]);
}

/** The order of the documentation in the classes; any other argument comes last. */
const order = [
  "name",
  "description",
  "hostname",
  "authType",
  "authCredentials",
  "clientSecret",
  "codeMode",
  "isSharedOauthCallbackEnabled",
  "secureWebGateway",
  "updatedTools",
  "updatedPrompts",
  "servers",
];

function collectArguments(resource: ExportedResource, variables: ReadonlyMap<string, string>): Members {
  const all: Record<string, Expression> = { ...(resource.values as Members) };
  for (const { name, key } of resource.credentials) {
    all[name] = new TextCall(name === "hostname" ? "config.requireSecret" : "config.getSecret", key);
  }
  if (resource.rows !== undefined) {
    all.servers = resource.rows.map((row) => convertRow(row, variables));
  }
  const placeOf = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  const names = Object.keys(all).toSorted((one, other) => placeOf(one) - placeOf(other));
  return Object.fromEntries(names.map((name) => [name, all[name] ?? ""]));
}

function convertRow(row: Mapping, variables: ReadonlyMap<string, string>): Expression {
  const { serverId, ...settings } = row;
  const variable = variables.get(serverId);
  const server = variable === undefined ? undefined : new Reference(variable);
  if (server !== undefined && Object.keys(settings).length === 0) {
    return server;
  }
  return { ...(server === undefined ? { serverId } : { server }), ...(settings as Members) };
}

function joinLines(all: readonly (string | undefined)[]): string {
  return all
    .filter((line) => line !== undefined)
    .map((line) => `${line}\n`)
    .join("");
}
