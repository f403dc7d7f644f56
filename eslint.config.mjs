// @ts-check
import pulumi from "@pulumi/eslint-plugin";
import tseslint from "typescript-eslint";

const restricted = [
  {
    // dependency-cruiser cannot follow a computed path.
    selector: "ImportExpression[source.type!='Literal']",
    message: "Pass a string literal to import(), or the rules of .dependency-cruiser.mjs cannot judge it.",
  },
  {
    selector: "TSAsExpression > TSTypeReference[typeName.name='Shown']",
    message: "Only the gate makes text that may be shown: use visible, line or say of provider/src/text/shown.ts.",
  },
];

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
  {
    files: ["provider/src/**", "emulator/src/**"],
    rules: { "no-restricted-syntax": ["error", ...restricted] },
  },
  {
    files: ["provider/src/**"],
    // What a program hands over has been checked by then, and this room starts without the others.
    ignores: ["provider/src/program/**", "provider/src/text/asText.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        ...restricted,
        {
          selector: "CallExpression[callee.name='String']",
          message:
            "An object of an answer can hold anything as its toString: use asText of provider/src/text/asText.ts.",
        },
      ],
    },
  },
  {
    files: ["provider/src/text/shown.ts"],
    rules: { "no-restricted-syntax": "off" },
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
