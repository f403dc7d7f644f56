// @ts-check
import pulumi from "@pulumi/eslint-plugin";
import tseslint from "typescript-eslint";

/**
 * The way of the data (docs/architecture.md): program -> resource class -> engine -> dynamic.ts -> lifecycle ->
 * cloudflare -> network, never back up. Each room says here what it may not import.
 *
 * @param {string[]} files
 * @param {string} why
 * @param {string[]} group
 */
const mayNotImport = (files, why, group) => ({
  files,
  rules: {
    "@typescript-eslint/no-restricted-imports": [
      "error",
      { patterns: [{ group, message: why, allowTypeImports: true }] },
    ],
  },
});

/** Nothing that is published depends on what is not. */
const unpublished = ["**/tests/**", "**/tools/**", "**/bench/**", "cloudflare-mcp-emulator*"];

export default tseslint.config(
  { ignores: ["**/dist/", "**/node_modules/", "coverage/", "tests/upgrades/*/"] },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: ["./*/tsconfig.json", "./examples/*/tsconfig.json", "./templates/*/tsconfig.json"],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/explicit-module-boundary-types": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
      eqeqeq: "error",
      curly: "error",
      "no-console": "error",
    },
  },
  {
    files: ["**/*.mjs", "**/*.cjs", "provider/bin/*.js"],
    ...tseslint.configs.disableTypeChecked,
  },
  {
    files: ["provider/bin/*.js"],
    rules: { "@typescript-eslint/no-require-imports": "off" },
  },

  mayNotImport(
    ["provider/src/*.ts"],
    "The program side loads neither the HTTP client nor the lifecycle: each `pulumi preview` would pay for it.",
    ["axios", "valibot", "**/lifecycle/*", "**/cloudflare/client*", "**/dynamic*", "**/cli/**", ...unpublished],
  ),
  mayNotImport(["provider/src/dynamic.ts"], "The provider process knows nothing of the classes of a program.", [
    "axios",
    "valibot",
    "**/mcpServer*",
    "**/index*",
    "**/cli/**",
    ...unpublished,
  ]),
  mayNotImport(["provider/src/lifecycle/**"], "The lifecycle knows the API client below it and nothing above it.", [
    "axios",
    "**/dynamic*",
    "**/mcpServer*",
    "**/index*",
    "**/cli/**",
    ...unpublished,
  ]),
  mayNotImport(
    ["provider/src/lock/**"],
    "The lock is judged from what it is given: it asks nobody, and the lifecycle and the command line stand above it.",
    [
      "axios",
      "**/lifecycle/*",
      "**/cli/**",
      "**/configuration*",
      "**/cloudflare/client*",
      "**/cloudflare/servers*",
      "**/dynamic*",
      "**/mcpServer*",
      "**/index*",
      "@pulumi/*",
      ...unpublished,
    ],
  ),
  mayNotImport(["provider/src/cloudflare/**"], "The API client knows nothing of Pulumi or of the lifecycle.", [
    "**/lifecycle/*",
    "**/lock/*",
    "**/dynamic*",
    "**/mcpServer*",
    "**/index*",
    "@pulumi/*",
    "**/cli/**",
    ...unpublished,
  ]),
  mayNotImport(
    ["provider/src/cli/**"],
    "The command line uses the lifecycle, the API client and the lock; it is no part of a deployment.",
    ["axios", "**/dynamic*", "**/mcpServer*", "**/mcpPortal*", "**/index*", "@pulumi/*", ...unpublished],
  ),
  {
    files: ["emulator/src/**"],
    rules: {
      "@typescript-eslint/no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              regex: "^pulumi-cloudflare-mcp(?!/wire$)|/provider/",
              message:
                "The emulator shares only the facts of the API with the provider, else its answers would prove nothing.",
            },
          ],
        },
      ],
    },
  },
  {
    files: ["examples/**/*.ts", "templates/**/*.ts"],
    plugins: { "@pulumi": pulumi },
    rules: { "@pulumi/no-output-in-template-literal": "error" },
  },
  {
    files: ["tools/**", "bench/**", "emulator/src/main.ts"],
    rules: { "no-console": "off" },
  },
);
