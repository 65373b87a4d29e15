import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { modelInfo, STM_NET_ABLATIONS } from "../src/index.js";

it("STM-NET.md's table has every row of the ablations with its printed accuracy and its parameters", () => {
  const text = readFileSync(new URL("../STM-NET.md", import.meta.url), "utf8");
  const cells = text
    .split("\n")
    .filter((line) => /^\| (3|4[abcd])? /.test(line))
    .map((line) => line.split("|").map((cell) => cell.trim()))
    .filter(({ length }) => length === 8);
  let table = "";
  const rows = cells.map(([, head, variant, , top1, parameters]) => {
    table = head === "" ? table : head!;
    return [table, variant, top1, parameters];
  });
  const expected = STM_NET_ABLATIONS.map(({ table, variant, overrides, top1 }) => {
    const { parameters } = modelInfo("stm-net-base", overrides);
    return [table, variant, top1 === null ? "–" : top1.toFixed(2), parameters.toLocaleString("en-US")];
  });
  expect(rows).toEqual(expected);
});
