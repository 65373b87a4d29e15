import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), "utf8");

/** scripts/check-snn-package.mjs runs the programs; here the README must show them as they are. */
it.each([
  [0, "examples/readme.mjs"],
  [1, "examples/functional.mjs"],
])("the README's program %i is %s", (index, path) => {
  const programs = [...read("README.md").matchAll(/^```js\n([\s\S]*?)^```$/gm)].map(([, program]) => program);
  expect(programs).toHaveLength(2);
  expect(programs[index]).toBe(read(path));
});
