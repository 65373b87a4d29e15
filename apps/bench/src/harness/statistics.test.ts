import { expect, test } from "vitest";
import { median, range } from "./statistics.js";

test("the median is the middle value, whatever the order", () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([10, 9, 100])).toBe(10);
});

test("of nothing there is no median and no range", () => {
  expect(median([])).toBeNull();
  expect(range([])).toBeNull();
  expect(range([3, -1, 2])).toEqual({ lowest: -1, highest: 3 });
});
