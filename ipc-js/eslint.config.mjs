// The rules of the linter.

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
      // Numbers need no conversion in messages.
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true },
      ],
      // A type parameter gives an answer its type: both sides compare their schemas.
      "@typescript-eslint/no-unnecessary-type-parameters": "off",
      // A page or another version of Electron may send values that the typings exclude.
      "@typescript-eslint/no-unnecessary-condition": "off",
      // Values of pages are walked by index.
      "@typescript-eslint/prefer-for-of": "off",
      // The plain door rejects with plain objects, because the context bridge strips an Error.
      "@typescript-eslint/only-throw-error": "off",
      "@typescript-eslint/prefer-promise-reject-errors": "off",
      // Names of unused parameters document a signature.
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_" },
      ],
    },
  },
  { files: ["src/**/*.ts"], rules: { "max-lines": ["error", 400] } },
  {
    // `wire` runs everywhere. The check of imports does not see globals.
    files: ["src/wire/**/*.ts"],
    rules: {
      "no-restricted-globals": [
        "error",
        ...["window", "document", "navigator"],
        ...["process", "Buffer", "global"],
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
    // Only an index signature can be recursive, and `Object` has the keys of all objects.
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
