import { expect, it } from "vitest";
import { isAccumulateError } from "./errors.js";
import { flowScale, flowToRgb } from "./flow-colours.js";
import { residualToRgb } from "./residual-picture.js";
import { sideBySide } from "./side-by-side.js";

it("draws direction as hue and length as saturation", () => {
  const motion = Float32Array.from([0, 0, 4, 0, -4, 0, 0, 4, 0, -4, 2, 0, 9, 0]);
  const rgb = flowToRgb(motion, 7, 1, 4);
  const pixel = (k: number) => Array.from(rgb.slice(3 * k, 3 * k + 3));
  expect(pixel(0)).toEqual([255, 255, 255]);
  expect(pixel(1)).toEqual([255, 0, 0]);
  expect(pixel(2)).toEqual([0, 255, 255]);
  expect(pixel(3)).toEqual([128, 255, 0]);
  expect(pixel(4)).toEqual([128, 0, 255]);
  expect(pixel(5)).toEqual([255, 128, 128]);
  expect(pixel(6)).toEqual([255, 0, 0]);
});

it("scales to the longest vector, but never below a pixel", () => {
  expect(flowScale(Float32Array.from([3, 4, 0, 1]))).toBe(5);
  expect(flowScale(Float32Array.from([0.1, 0]))).toBe(1);
});

it("draws residuals around 128 and clips", () => {
  expect(Array.from(residualToRgb(Int16Array.from([0, -128, 300]), 1, 1))).toEqual([128, 0, 255]);
  expect(Array.from(residualToRgb(Int16Array.from([10]), 1, 1, 2))).toEqual([148, 148, 148]);
});

it("puts images in a row on white", () => {
  const image = (value: number, width: number, height: number) => {
    return { width, height, rgb: new Uint8Array(width * height * 3).fill(value) };
  };
  const row = sideBySide([image(1, 1, 2), image(2, 2, 1)], 1);
  expect([row.width, row.height]).toEqual([4, 2]);
  const channel = Array.from(row.rgb.filter((_, k) => k % 3 === 0));
  expect(channel).toEqual([1, 255, 2, 2, 1, 255, 255, 255]);
});

it("refuses arrays that do not fit", () => {
  const shapeError = (call: () => unknown) => {
    try {
      call();
    } catch (error) {
      return isAccumulateError(error, "ShapeMismatchError");
    }
    return false;
  };
  expect(shapeError(() => flowToRgb(new Float32Array(3), 2, 2))).toBe(true);
  expect(shapeError(() => residualToRgb(new Int16Array(5), 2, 2))).toBe(true);
  expect(shapeError(() => sideBySide([]))).toBe(true);
  expect(shapeError(() => sideBySide([{ width: 1, height: 1, rgb: new Uint8Array(1) }]))).toBe(true);
});
