import { type CropWindow, frameHeight, frameWidth } from "@cvar/accumulate";
import { expect, it } from "vitest";
import { type CropCount, centreCrop, cropCounts, testCrops } from "./test-crops.js";

const pixels = ({ left, top, width, height }: CropWindow, across = frameWidth) =>
  [left * across, top * frameHeight, width * across, height * frameHeight].map((v) => Number(v.toFixed(6)));

it("one crop is the middle 224×224 of 340×256", () => {
  expect(testCrops(1)).toEqual([centreCrop()]);
  expect(pixels(centreCrop())).toEqual([58, 16, 224, 224]);
  expect(centreCrop().flip).toBe(false);
});

it("three crops are squares of full height: left, middle, right", () => {
  expect(testCrops(3).map((crop) => pixels(crop))).toEqual([
    [0, 0, 256, 256],
    [42, 0, 256, 256],
    [84, 0, 256, 256],
  ]);
});

it("ten crops are four corners and the middle, each followed by its mirror image", () => {
  const crops = testCrops(10);
  const plain = crops.filter(({ flip }) => !flip);
  expect(plain.map((crop) => pixels(crop))).toEqual([
    [0, 0, 224, 224],
    [116, 0, 224, 224],
    [0, 32, 224, 224],
    [116, 32, 224, 224],
    [58, 16, 224, 224],
  ]);
  expect(crops).toEqual(plain.flatMap((crop) => [crop, { ...crop, flip: true }]));
});

it("of a squeezed frame the crops reach over 224 of 256 columns", () => {
  const [upperLeft, , , , , , lowerRight] = testCrops(10, true);
  expect(pixels(upperLeft!, 256)).toEqual([0, 0, 224, 224]);
  expect(pixels(lowerRight!, 256)).toEqual([32, 32, 224, 224]);
  expect(pixels(testCrops(1, true)[0]!, 256)).toEqual([16, 16, 224, 224]);
  expect(new Set(testCrops(3, true).map(String)).size).toBe(1); // nothing is left over at the sides
});

it("stays inside the frame, and refuses other numbers", () => {
  for (const count of cropCounts) {
    for (const squared of [false, true]) {
      const crops = testCrops(count, squared);
      expect(crops.length).toBe(count);
      for (const { left, top, width, height } of crops) {
        expect(Math.min(left, top)).toBeGreaterThanOrEqual(0);
        expect(Math.max(left + width, top + height)).toBeLessThanOrEqual(1 + 1e-12);
      }
    }
  }
  expect(() => testCrops(5 as CropCount)).toThrow(/crops is 5, allowed: 1, 3, 10/);
});
