import { expect, it } from "vitest";
import { duration, facts, si, table } from "./table.js";

it("sets text left, numbers right, null as a dash", () => {
  expect(
    table(
      ["a", "count"],
      [
        ["walk", 1],
        ["x", 120],
        ["longest", null],
      ],
    ),
  ).toBe("a        count\n───────  ─────\nwalk         1\nx          120\nlongest      –\n");
});

it("lines up facts", () => {
  expect(
    facts([
      ["a", 1],
      ["long name", "x"],
    ]),
  ).toBe("a          1\nlong name  x\n");
});

it.each([
  [83_406_733, "", "83.4 M"],
  [999.9, "B", "1.00 kB"],
  [0.734, "J", "734 mJ"],
  [0, "J", "0 J"],
  [4.6e-12, "J", "4.60 pJ"],
  [1.59e11, "", "159 G"],
])("writes %s with a prefix", (value, unit, text) => expect(si(value, unit)).toBe(text));

it.each([
  [47.6, "48 s"],
  [185, "3 min 05 s"],
  [7800, "2 h 10 min"],
  [Number.NaN, "?"],
])("says %s seconds", (seconds, text) => expect(duration(seconds)).toBe(text));
