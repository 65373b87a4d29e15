import { expect, test } from "vitest";
import { seconds } from "./stopwatch.js";

test("waits for the work's own results", async () => {
  const taken = await seconds(() => new Promise((resolve) => setTimeout(resolve, 30)));
  expect(taken).toBeGreaterThan(0.025);
  expect(taken).toBeLessThan(5);
});
