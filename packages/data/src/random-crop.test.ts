import { frameHeight, frameWidth } from "@cvar/accumulate";
import fc from "fast-check";
import { expect, it } from "vitest";
import { type AugmentOptions, randomCrop } from "./random-crop.js";

const places = fc.constantFrom("thirteen" as const, "five" as const, "anywhere" as const);
const scales = fc.array(fc.double({ min: 0.05, max: 1, noNaN: true }), { minLength: 1, maxLength: 5 });
const pixels = ({ left, top, width, height }: ReturnType<typeof randomCrop>) =>
  [left * frameWidth, top * frameHeight, width * frameWidth, height * frameHeight].map((v) => Number(v.toFixed(6)));
const drawn = (options: Omit<AugmentOptions, "seed"> = {}) =>
  Array.from({ length: 3000 }, (_, seed) => pixels(randomCrop({ seed, ...options })));

it("lies inside the frame, with sides of the scales, the same for the same seed", () => {
  fc.assert(
    fc.property(
      fc.nat(),
      scales,
      fc.nat({ max: 3 }),
      places,
      fc.boolean(),
      (seed, scales, distortion, places, flip) => {
        const options = { seed, scales, distortion, places, flip };
        const crop = randomCrop(options);
        expect(randomCrop(options)).toEqual(crop);
        expect(Math.min(crop.left, crop.top)).toBeGreaterThanOrEqual(0);
        expect(crop.left + crop.width).toBeLessThanOrEqual(1 + 1e-12);
        expect(crop.top + crop.height).toBeLessThanOrEqual(1 + 1e-12);
        const side = (length: number) => scales.findIndex((scale) => Math.abs(length - 256 * scale) < 1e-6);
        expect(side(crop.width * frameWidth)).toBeGreaterThanOrEqual(0);
        expect(side(crop.height * frameHeight)).toBeGreaterThanOrEqual(0);
        if (!flip) expect(crop.flip).toBe(false);
      },
    ),
    { seed: 7 },
  );
});

it("has TSN's sides, at most one scale apart, at its thirteen places, about equally often", () => {
  const all = drawn();
  const sides = new Set(all.map(([, , w, h]) => `${w}×${h}`));
  expect(sides).toEqual(
    new Set([
      ...["256×256", "256×224", "224×256", "224×224", "224×192", "192×224"],
      ...["192×192", "192×168.96", "168.96×192", "168.96×168.96"],
    ]),
  );
  const quarters = new Map<string, number>();
  for (const [x, y, w, h] of all.filter(([, , , h]) => h !== 256)) {
    const place = `${Math.round((4 * x!) / (340 - w!))} ${Math.round((4 * y!) / (256 - h!))}`;
    quarters.set(place, (quarters.get(place) ?? 0) + 1);
  }
  // Columns: upper left to lower right; x and y in quarters of the free room.
  const corners = ["0 0", "4 0", "0 4", "4 4", "2 2"];
  const others = ["0 2", "4 2", "2 4", "2 0", "1 1", "3 1", "1 3", "3 3"];
  expect([...quarters.keys()].sort()).toEqual([...corners, ...others].sort());
  const mean = [...quarters.values()].reduce((sum, count) => sum + count, 0) / 13;
  for (const count of quarters.values()) expect(Math.abs(count - mean)).toBeLessThan(0.3 * mean);
});

it("keeps to the corners and the centre, to squares, or to whole pixels anywhere, as asked", () => {
  const five = drawn({ places: "five", scales: [0.5] });
  expect(new Set(five.map(String)).size).toBe(5);
  const squares = drawn({ distortion: 0 });
  expect(squares.every(([, , w, h]) => w === h)).toBe(true);
  const anywhere = drawn({ places: "anywhere", scales: [0.875] });
  const xs = anywhere.map(([x]) => x!);
  expect([Math.min(...xs), Math.max(...xs)]).toEqual([0, 340 - 224]);
  expect(anywhere.every(([x, y]) => Number.isInteger(x) && Number.isInteger(y))).toBe(true);
  expect(new Set(xs).size).toBe(117);
});

it("is mirrored half of the time, or never", () => {
  const flips = Array.from({ length: 2000 }, (_, seed) => randomCrop({ seed }).flip).filter(Boolean).length;
  expect(Math.abs(flips - 1000)).toBeLessThan(100);
});

it("says what is wrong with an option", () => {
  const wrong = (options: object, option: string) =>
    expect(() => randomCrop({ seed: 1, ...options })).toThrow(
      expect.objectContaining({ _tag: "InvalidOptionError", option }),
    );
  wrong({ scales: [] }, "augment.scales");
  wrong({ scales: [1.2] }, "augment.scales");
  wrong({ scales: [Number.NaN] }, "augment.scales");
  wrong({ distortion: -1 }, "augment.distortion");
  wrong({ places: "toString" }, "augment.places");
});
