import { expect, it } from "vitest";
import { randomCrop } from "./crop-window.js";

it("draws crops inside the frame, the same for the same seed, mirrored about half of the time", () => {
  let flips = 0;
  const seen = new Set<string>();
  for (let seed = 0; seed < 400; seed++) {
    const crop = randomCrop({ seed });
    expect(randomCrop({ seed })).toEqual(crop);
    expect(Math.min(crop.left, crop.top)).toBeGreaterThanOrEqual(0);
    expect(Math.max(crop.left + crop.width, crop.top + crop.height)).toBeLessThanOrEqual(1 + 1e-12);
    expect((crop.width * 340) / (crop.height * 256)).toBeGreaterThan(0.74);
    flips += Number(crop.flip);
    seen.add(`${crop.left} ${crop.top} ${crop.width} ${crop.height}`);
    expect(randomCrop({ seed, flip: false }).flip).toBe(false);
  }
  expect(Math.abs(flips - 200)).toBeLessThan(50);
  expect(seen.size).toBeGreaterThan(50);
});
