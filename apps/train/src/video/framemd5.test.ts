import { expect, it } from "vitest";
import { frameTimeBase } from "./framemd5.js";

it.each([
  [25, "1/25"],
  [30000 / 1001, "1001/30000"],
  [24000 / 1001, "1001/24000"],
  [12.5, "100/1250"],
  [null, "1/1000"],
])("writes %s frames per second as a ratio", (rate, text) => {
  const { numerator, denominator } = frameTimeBase(rate);
  expect(`${numerator}/${denominator}`).toBe(text);
});
