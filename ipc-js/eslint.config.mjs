// What the linter asks of the JavaScript side.

import js from "@eslint/js";
import typescript from "typescript-eslint";

export default typescript.config(
  { files: ["**/*.ts", "**/*.mjs"], extends: [js.configs.recommended] },
  {
    files: ["**/*.ts"],
    extends: [
      typescript.configs.strictTypeChecked,
      typescript.configs.stylisticTypeChecked,
    ],
    languageOptions: {
      parserOptions: {
        project: "./tsconfig.json",
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      // Numbers stand in messages as they are.
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true },
      ],
      // A type parameter says what a caller may take an answer for: the schemas are compared.
      "@typescript-eslint/no-unnecessary-type-parameters": "off",
      // What the typings say is not what a page or another version of Electron sends.
      "@typescript-eslint/no-unnecessary-condition": "off",
      // What a page has sent is walked by index.
      "@typescript-eslint/prefer-for-of": "off",
      // The plain door rejects with plain objects: the context bridge strips an Error.
      "@typescript-eslint/only-throw-error": "off",
      // A parameter that begins so is named for who reads the signature.
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_" },
      ],
    },
  },
  {
    files: ["tests/**/*.ts"],
    rules: {
      // The runner waits for its tests.
      "@typescript-eslint/no-floating-promises": [
        "error",
        {
          allowForKnownSafeCalls: [
            { from: "package", name: ["test"], package: "node:test" },
          ],
        },
      ],
    },
  },
  {
    // An index signature can contain itself, and `Object` is what all objects have.
    files: ["src/types.ts"],
    rules: {
      "@typescript-eslint/consistent-indexed-object-style": "off",
      "@typescript-eslint/no-wrapper-object-types": "off",
    },
  },
  {
    files: ["**/*.mjs"],
    languageOptions: { globals: { process: "readonly", console: "readonly" } },
  },
);
