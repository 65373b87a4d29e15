import { expect, it } from "vitest";
import { duration, facts } from "./table.js";

it("lines up facts", () => {
  expect(
    facts([
      ["a", 1],
      ["long name", "x"],
    ]),
  ).toBe("a          1\nlong name  x\n");
});

it.each([
  [47.6, "48 s"],
  [185, "3 min 05 s"],
  [7800, "2 h 10 min"],
  [Number.NaN, "?"],
])("says %s seconds", (seconds, text) => expect(duration(seconds)).toBe(text));
