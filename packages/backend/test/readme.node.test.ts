import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as core from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { expect, it } from "vitest";
import * as backend from "../src/index.js";
import { faults } from "./faults.js";

const modules: Record<string, object> = {
  "@cvar/backend": backend,
  "@tensorflow/tfjs-core": core,
  "@tensorflow/tfjs-layers": layers,
};

const readme = readFileSync(fileURLToPath(new URL("../README.md", import.meta.url)), "utf8");

it("the README's table names every fault that is tested", () => {
  const cases = readme.split("\n").flatMap((line) => line.split("|").at(-2)?.trim().split("; ") ?? []);
  expect(cases).toEqual(expect.arrayContaining(Object.keys(faults)));
});

it("the README's program for browsers is the one that scripts/check-backend-package.mjs runs", () => {
  const program = /^```js\n([\s\S]*?)^```$/m.exec(readme)![1]!;
  expect(program).toBe(readFileSync(fileURLToPath(new URL("../examples/browser.mjs", import.meta.url)), "utf8"));
});

it("the README's example prints what it says", async () => {
  const program = /^```ts\n([\s\S]*?)^```$/m.exec(readme)![1]!;
  const body = program
    .replace(/^import (\{.*\}) from (".*");$/gm, "const $1 = modules[$2];")
    .replace(/^import \* as (\w+) from (".*");$/gm, "const $1 = modules[$2];");
  expect(body).not.toMatch(/^import/m);
  const printed: string[] = [];
  const run = new Function("modules", "console", `return (async () => {${body}})();`);
  await run(modules, { log: (...parts: string[]) => printed.push(parts.join(" ")) });
  const promised = /console\.log\(.*\); \/\/ (.*)$/m.exec(program)![1]!;
  expect(printed).toEqual([promised]);
});
