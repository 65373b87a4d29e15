import { expect, it } from "vitest";
import { InvalidOptionError } from "./errors.js";
import { joules, type OperationCounts } from "./joules.js";
import { horowitz45nm } from "./technology/horowitz-45nm.js";

it("weighs operations by technology", () => {
  expect(joules({ macs: 1e12, accumulates: 0 })).toBeCloseTo(4.6, 12);
  expect(joules({ macs: 0, accumulates: 1e12 }, horowitz45nm)).toBeCloseTo(0.9, 12);
  expect(joules({ macs: 2, accumulates: 3 }, { ...horowitz45nm, joulesPerMac: 10, joulesPerAccumulate: 1 })).toBe(23);
});

it("reproduces the paper's 0.7348 J from its operation counts", () => {
  expect(joules({ macs: 19.87e9 * 8, accumulates: 3.99e9 })).toBeCloseTo(0.7348, 4);
});

it.each([
  { macs: Number.NaN, accumulates: 0 },
  { macs: Number.POSITIVE_INFINITY, accumulates: 0 },
  { macs: 0, accumulates: -1 },
  { macs: 1 },
])("refuses counts that are none: %o", (counts) => {
  expect(() => joules(counts as OperationCounts)).toThrow(InvalidOptionError);
});
