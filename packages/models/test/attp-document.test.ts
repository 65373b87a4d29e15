import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { programsIn } from "../../../scripts/readme-programs.js";
import { ATTP_TABLE_3, modelInfo } from "../src/index.js";

const folder = fileURLToPath(new URL("..", import.meta.url));
const page = `${folder}ATTP.md`;

it("ATTP.md's programs run, and print something", { timeout: 60_000 }, () => {
  const programs = programsIn(page, folder).filter(({ text }) => text.includes("import "));
  expect(programs).toHaveLength(2);
  for (const program of programs) expect(program.run()).not.toBe("");
});

it("ATTP.md's table has every row of Table 3 with its parameters", () => {
  const rows = [...readFileSync(page, "utf8").matchAll(/^\| (\S+) +\| .* \| +([\d,]+) \| +[\d.]+ \|$/gm)];
  const expected = Object.entries(ATTP_TABLE_3).map(([row, overrides]) => [
    row,
    modelInfo("attp", overrides).parameters.toLocaleString("en-US"),
  ]);
  expect(rows.map(([, row, parameters]) => [row, parameters])).toEqual(expected);
});
