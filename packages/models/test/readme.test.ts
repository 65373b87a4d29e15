import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { readmePrograms } from "../../../scripts/readme-programs.js";
import { modelInfo, modelNames } from "../src/index.js";

it("the README's programs run, and print something", { timeout: 60_000 }, () => {
  const programs = readmePrograms(import.meta.url);
  expect(programs).toHaveLength(6);
  for (const program of programs) expect(program.run()).not.toBe("");
});

it("the README's table has every registered model with its parameters, classes and inputs", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const rows = [...readme.matchAll(/^\| `([a-z0-9-]+)` +\| ([0-9,]+) +\| (\d+) +\| (.+?) +\|/gm)].map((match) =>
    match.slice(1),
  );
  const expected = modelNames.map((name) => {
    const { parameters, output, inputs } = modelInfo(name);
    const shapes = inputs.map((input) => `${input.name} ${input.shape.join("×")}`).join(", ");
    return [name, parameters.toLocaleString("en-US"), String(output[0]), shapes];
  });
  expect(rows).toEqual(expected);
});
