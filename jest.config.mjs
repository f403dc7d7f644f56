// @ts-check
/** @type {import("jest").Config} */
const shared = {
  transform: { "^.+\\.ts$": ["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2022" } }] },
  testEnvironment: "node",
  // Tools import the provider as "#provider/…": here its sources, as tests do, so that a class exists once.
  testEnvironmentOptions: { customExportConditions: ["sources", "node", "node-addons"] },
  resolver: "<rootDir>/tests/support/resolver.cjs",
  setupFilesAfterEnv: ["<rootDir>/tests/support/timeLimit.ts"],
  // The copies that a mutation test works on.
  modulePathIgnorePatterns: ["<rootDir>/dist/mutation/"],
};

/** Random histories, and what tries every value in every place or draws a thousand rows: many seconds each. */
const thorough = [
  "properties/**/*",
  "behaviours/switches",
  "cli/catalogues",
  "cli/doctor/{access/reach.model,formats/html,programs}",
  "cli/drift/{hostile,hostileFiles,rules,scale,formats/html}",
  "cli/lock/hostile",
  "docs/{pipelines,snippets}",
  "emulator/hostile",
  "provider/hostile/*",
  "provider/lifecycle/callCounts",
  "provider/toolLock/upstreamChanges",
].map((files) => `<rootDir>/tests/${files}.test.ts`);

const engine = ["engine", "host"].map((folder) => `<rootDir>/tests/${folder}/**/*.test.ts`);

/**
 * Three projects. `fast` runs in this process, in a minute or two. `thorough` does too, for minutes. `engine` runs the
 * real Pulumi and its provider host; it needs `npm run build` and a Pulumi, which its global set-up sees to.
 *
 * @type {import("jest").Config}
 */
export default {
  // A test on the engine waits for other processes most of the time.
  maxWorkers: "100%",
  reporters: ["default", "<rootDir>/tests/support/countingReporter.cjs"],
  projects: [
    {
      ...shared,
      displayName: "fast",
      testMatch: [
        "<rootDir>/tests/**/*.test.ts",
        ...[...thorough, ...engine].map((files) => files.replace("<rootDir>", "!**")),
      ],
    },
    { ...shared, displayName: "thorough", testMatch: thorough },
    {
      ...shared,
      displayName: "engine",
      globalSetup: "<rootDir>/tests/support/engineSetup.ts",
      testMatch: engine,
    },
  ],
};
