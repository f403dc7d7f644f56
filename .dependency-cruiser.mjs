// @ts-check
// Who imports whom: `npm run lint` enforces it. Type imports and import() count as imports.

/**
 * A room of provider/src. It imports itself and what it lists here, nothing else. Paths start at provider/src.
 *
 * @typedef {object} Room
 * @property {string} why The reason for these limits, in one sentence.
 * @property {readonly string[]} [at] Its folders and files, if not the folder of its name.
 * @property {readonly string[]} [imports] Folders and files.
 * @property {readonly string[]} [types] Folders and files, for their types only.
 * @property {readonly string[]} [onDemand] Folders and files, for their types, or with import().
 * @property {readonly string[]} [packages] npm packages and Node.js modules.
 */

const belowResources = ["rows/", "toolLock/", "lifecycle/", "lock/", "cloudflare/", "text/", "pulumiProtocol.ts"];

/**
 * The rooms, from top to bottom.
 *
 * @type {Readonly<Record<string, Room>>}
 */
const rooms = {
  program: {
    at: ["program/", "index.ts"],
    why: "Every `pulumi preview` loads this room, so it starts without the HTTP client and the lifecycle.",
    imports: [
      ...["configuration.ts", "connect.ts", "kinds.ts", "pulumiProtocol.ts"],
      ...["cloudflare/clock.ts", "cloudflare/wire/"],
    ],
    types: ["server/", "portal/", "rows/"],
    onDemand: ["resources.ts", "lifecycle/lookup.ts"],
    packages: ["@pulumi/pulumi"],
  },
  dynamic: {
    at: ["dynamic.ts"],
    why: "The provider process also runs without the program, so it knows none of the program's classes.",
    imports: [
      ...["resources.ts", "lifecycle/", "cloudflare/", "text/"],
      ...["configuration.ts", "connect.ts", "kinds.ts", "pulumiProtocol.ts"],
    ],
    packages: ["@pulumi/pulumi"],
  },
  plugin: {
    why: "The bundle of the plugin runs beside programs in any language, so it knows none of the program's classes.",
    imports: [
      ...["resources.ts", "lifecycle/", "cloudflare/", "text/"],
      ...["configuration.ts", "connect.ts", "kinds.ts", "pulumiProtocol.ts"],
    ],
    packages: [
      ...["@grpc/grpc-js", "@pulumi/pulumi", "google-protobuf", "@types/google-protobuf"],
      ...["node:events", "node:fs", "node:path", "node:util"],
    ],
  },
  cli: {
    why: "The commands run outside a deployment, so they use neither Pulumi nor the hosts of the resources.",
    imports: [
      ...["resources.ts", "server/", "portal/", ...belowResources],
      ...["configuration.ts", "connect.ts", "kinds.ts"],
    ],
    packages: [
      ...["axios", "commander", "picocolors", "valibot"],
      ...[
        "node:child_process",
        "node:crypto",
        "node:fs",
        "node:net",
        "node:path",
        "node:stream",
        "node:tty",
        "node:util",
      ],
    ],
  },
  resources: {
    at: ["resources.ts"],
    why: "Every host and command reads the registry of resources, so it knows none of them.",
    imports: ["server/", "portal/", "kinds.ts", ...belowResources],
  },
  server: {
    why: "Servers and portals share only the rooms below them, so each can change without the other.",
    imports: belowResources,
    packages: ["valibot"],
  },
  portal: {
    why: "Portals and servers share only the rooms below them, so each can change without the other.",
    imports: belowResources,
    packages: ["valibot"],
  },
  rows: {
    why: "Servers and portals both edit the rows of a portal, so the rows know neither.",
    imports: ["toolLock/", "lifecycle/", "lock/", "cloudflare/", "text/"],
    packages: ["valibot"],
  },
  toolLock: {
    why: "Servers and rows both store a lock in state, so its stored form knows neither.",
    imports: ["lifecycle/", "lock/", "cloudflare/", "text/"],
    packages: ["valibot"],
  },
  lifecycle: {
    why: "The lifecycle works for any table of fields, so it knows no resource and no lock.",
    imports: ["cloudflare/", "text/", "configuration.ts", "pulumiProtocol.ts"],
    packages: [
      ...["@grpc/grpc-js", "@pulumi/pulumi", "valibot"],
      ...["node:child_process", "node:crypto", "node:fs", "node:module", "node:net", "node:path"],
    ],
  },
  lock: {
    why: "A verdict depends only on the lock file and the tools, so this room never calls Cloudflare.",
    imports: [
      "cloudflare/jsonText.ts",
      "cloudflare/readable.ts",
      "cloudflare/shape.ts",
      "cloudflare/urls.ts",
      "cloudflare/wire/",
      "text/",
    ],
    packages: ["canonicalize", "diff", "valibot", "node:crypto", "node:fs", "node:path"],
  },
  connect: {
    at: ["connect.ts"],
    why: "Programs load this file, so it loads the HTTP client only to connect.",
    imports: ["configuration.ts", "cloudflare/"],
    onDemand: ["cloudflare/client.ts"],
  },
  configuration: {
    at: ["configuration.ts"],
    why: "Every host and program loads this file, so it loads only what a URL means.",
    imports: ["cloudflare/urls.ts"],
    types: ["cloudflare/client.ts"],
  },
  names: {
    at: ["kinds.ts", "pulumiProtocol.ts"],
    why: "Every host and program loads these names, so their files load nothing themselves.",
  },
  cloudflare: {
    why: "The API client works without Pulumi and knows no resource.",
    imports: ["text/"],
    packages: ["axios"],
  },
  text: {
    why: "Every room passes its text through this gate, so the gate knows none of them.",
    imports: ["pulumiProtocol.ts"],
    packages: ["fastest-levenshtein"],
  },
  wire: {
    at: ["cloudflare/wire/"],
    why: "The emulator shares these facts of the API, so they depend on nothing.",
  },
};

/** @param {string} path */
const inProvider = (path) => `^provider/src/${path.replace(".", "\\.")}${path.endsWith("/") ? "" : "$"}`;

/** @param {string} name */
const inPackages = (name) => (name.startsWith("node:") ? `^${name.slice(5)}$` : `(^|/)node_modules/${name}/`);

/** @param {readonly string[]} names */
const listed = (names) => (names.length === 0 ? "nothing" : names.join(", "));

/** @type {import("dependency-cruiser").DependencyType[]} */
const typeImports = ["type-only", "type-import"];

/** @type {import("dependency-cruiser").DependencyType[]} */
const lateImports = [...typeImports, "dynamic-import"];

/**
 * @param {[string, Room]} entry
 * @returns {import("dependency-cruiser").IRegularForbiddenRuleType[]}
 */
function rulesOf([name, { why, at = [`${name}/`], imports = [], types = [], onDemand = [], packages = [] }]) {
  const from = { path: at.map(inProvider) };
  const allowed = [...imports, ...types, ...onDemand];
  return [
    {
      name,
      comment: `${why} It imports: ${listed([...allowed, ...packages])}.`,
      from,
      to: { pathNot: [...[...at, ...allowed].map(inProvider), ...packages.map(inPackages)] },
    },
    types.length > 0 && {
      name: `${name}-types`,
      comment: `${why} It imports only types from: ${listed(types)}.`,
      from,
      to: { path: types.map(inProvider), dependencyTypesNot: typeImports },
    },
    onDemand.length > 0 && {
      name: `${name}-on-demand`,
      comment: `${why} It loads only with import(): ${listed(onDemand)}.`,
      from,
      to: { path: onDemand.map(inProvider), dependencyTypesNot: lateImports },
    },
  ].filter((rule) => rule !== false);
}

/**
 * Between the folders of the repository.
 *
 * @type {import("dependency-cruiser").IRegularForbiddenRuleType[]}
 */
const folders = [
  {
    name: "rooms",
    comment: "Every file of provider/src needs a room in .dependency-cruiser.mjs, or no rule applies to it.",
    from: {
      path: "^provider/src/",
      pathNot: Object.entries(rooms).flatMap(([name, { at = [`${name}/`] }]) => at.map(inProvider)),
    },
    to: {},
  },
  {
    name: "emulator",
    comment: "The emulator checks the provider, so the two share only pulumi-cloudflare-mcp/wire.",
    from: { path: "^emulator/" },
    to: { path: "^provider/", pathNot: "^provider/dist/cloudflare/wire/index\\." },
  },
  {
    name: "published",
    comment: "Users never get tests, tools and bench, so nothing published depends on these.",
    from: { path: "^(provider|emulator|examples|templates)/" },
    to: { path: "^(tests|tools|bench)/" },
  },
  {
    name: "examples",
    comment: "Users copy the examples, so an example imports the packages by name.",
    from: { path: "^(examples|templates)/" },
    to: { path: "^(provider|emulator)/src/" },
  },
  {
    name: "tools",
    comment: "Tests use the tools, so the tools use neither tests nor bench.",
    from: { path: "^tools/" },
    to: { path: "^(tests|bench)/" },
  },
  {
    name: "bench",
    comment: "Tests check the benchmark, so the benchmark uses no test.",
    from: { path: "^bench/" },
    to: { path: "^tests/" },
  },
];

/** @type {import("dependency-cruiser").IRegularForbiddenRuleType[]} */
const everywhere = [
  {
    name: "cycle",
    comment: "Files that import each other must be read and changed together.",
    from: {},
    to: { circular: true },
  },
  {
    name: "unresolved",
    comment: "The other rules cannot judge an import without a file. Run `npm run build` if the file is in dist.",
    from: {},
    to: { couldNotResolve: true },
  },
];

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [...Object.entries(rooms).flatMap(rulesOf), ...folders, ...everywhere].map((rule) => ({
    ...rule,
    severity: "error",
  })),
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: "(^|/)(node_modules|dist)/" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["types", "import", "require", "node", "default"],
    },
  },
};
