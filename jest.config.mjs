// @ts-check
/** @type {import("jest").Config} */
const shared = {
  transform: { "^.+\\.ts$": ["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2022" } }] },
  testEnvironment: "node",
  resolver: "<rootDir>/tests/support/resolver.cjs",
  setupFilesAfterEnv: ["<rootDir>/tests/support/timeLimit.ts"],
  // The copies that a mutation test works on.
  modulePathIgnorePatterns: ["<rootDir>/dist/mutation/"],
};

/**
 * Three projects. `fast` runs in this process. `properties` does too, for minutes: random histories. `engine` runs the
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
      testMatch: ["<rootDir>/tests/**/*.test.ts"],
      testPathIgnorePatterns: [
        "<rootDir>/tests/engine/",
        "<rootDir>/tests/host/",
        "<rootDir>/tests/properties/",
        "/node_modules/",
      ],
    },
    {
      ...shared,
      displayName: "properties",
      testMatch: ["<rootDir>/tests/properties/**/*.test.ts"],
    },
    {
      ...shared,
      displayName: "engine",
      globalSetup: "<rootDir>/tests/support/engineSetup.ts",
      testMatch: ["<rootDir>/tests/engine/**/*.test.ts", "<rootDir>/tests/host/**/*.test.ts"],
    },
  ],
};
