import { expect, it } from "vitest";
import { inParallel } from "./in-parallel.js";

it("works on every item, never on more than asked for at a time", async () => {
  const done: number[] = [];
  let now = 0;
  let most = 0;
  await inParallel([5, 1, 4, 2, 3], 2, async (item) => {
    most = Math.max(most, ++now);
    await new Promise((resolve) => setTimeout(resolve, item));
    now--;
    done.push(item);
  });
  expect(done.sort()).toEqual([1, 2, 3, 4, 5]);
  expect(most).toBe(2);
});

it("passes the first error on", async () => {
  await expect(
    inParallel([1, 2], 2, async (n) => {
      if (n === 2) throw new RangeError("two");
    }),
  ).rejects.toThrow("two");
});
