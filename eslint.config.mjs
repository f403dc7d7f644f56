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

export default tseslint.config(
  { ignores: ["**/dist/", "**/node_modules/", "coverage/"] },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: ["./*/tsconfig.json", "./examples/*/tsconfig.json"],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/explicit-module-boundary-types": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      eqeqeq: "error",
      curly: "error",
      "no-console": "error",
    },
  },
  {
    files: ["**/*.mjs", "**/*.cjs"],
    ...tseslint.configs.disableTypeChecked,
  },

  mayNotImport(
    ["provider/src/index.ts", "provider/src/mcpServer.ts", "provider/src/configuration.ts"],
    "The program side loads neither the HTTP client nor the lifecycle: `pulumi preview` of a large program pays for each module.",
    ["axios", "valibot", "**/lifecycle/*", "**/cloudflare/client*", "**/dynamic*"],
  ),
  mayNotImport(["provider/src/lifecycle/**"], "The lifecycle knows the API client below it and nothing above it.", [
    "**/dynamic*",
    "**/mcpServer*",
    "**/index*",
    "axios",
    "cloudflare-mcp-emulator*",
  ]),
  mayNotImport(["provider/src/cloudflare/**"], "The API client knows nothing of Pulumi or of the lifecycle.", [
    "**/lifecycle/*",
    "**/dynamic*",
    "**/mcpServer*",
    "**/index*",
    "@pulumi/*",
    "cloudflare-mcp-emulator*",
  ]),
  mayNotImport(["provider/src/**"], "Nothing that is published depends on tests, tools or the emulator.", [
    "**/tests/**",
    "**/tools/**",
    "cloudflare-mcp-emulator*",
  ]),
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
    files: ["examples/**/*.ts"],
    plugins: { "@pulumi": pulumi },
    rules: { "@pulumi/no-output-in-template-literal": "error" },
  },
  {
    files: ["tools/**", "emulator/src/main.ts"],
    rules: { "no-console": "off" },
  },
);
