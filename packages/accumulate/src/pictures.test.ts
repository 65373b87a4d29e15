import type { MotionField } from "@cvar/bitstream";
import { expect, it } from "vitest";
import { colourWheel } from "./colour-wheel.js";
import { denseMotion } from "./dense-motion.js";
import { isAccumulateError, ShapeMismatchError } from "./errors.js";
import { flowScale, flowToRgb } from "./flow-colours.js";
import { residualToRgb } from "./residual-picture.js";
import { toRgba } from "./rgba.js";
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

it("shows on the wheel the colour of a vector at its tip, and nothing around it", () => {
  const { rgb, width } = colourWheel(64);
  const at = (x: number, y: number) => Array.from(rgb.subarray(3 * (y * width + x), 3 * (y * width + x) + 3));
  expect(at(0, 0)).toEqual([255, 255, 255]);
  const [dx, dy] = [20.5, -7.5];
  const one = flowToRgb(Float32Array.of(dx, dy), 1, 1, 32);
  expect(at(32 + 20, 32 - 8)).toEqual(Array.from(one));
});

it("gives a canvas its four channels", () => {
  expect(Array.from(toRgba({ width: 2, height: 1, rgb: Uint8Array.of(1, 2, 3, 4, 5, 6) }))).toEqual([
    1, 2, 3, 255, 4, 5, 6, 255,
  ]);
  expect(() => toRgba({ width: 2, height: 2, rgb: new Uint8Array(6) })).toThrow(ShapeMismatchError);
});

it("spreads a B-frame's forward and backward vectors over its pixels, and the mean of two fields", () => {
  const none = { blockSize: 8, unitsPerPixel: 2, partition: new Uint8Array(4), columns: 2, rows: 2 };
  const both: MotionField = {
    ...none,
    lists: 2,
    vectors: Int16Array.of(4, 2, -6, 8, 1, 1, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0),
    references: Int32Array.of(0, 2, -1, 2, -1, -1, 0, -1),
    intra: Uint8Array.of(0, 0, 1, 0),
  };
  const at = (dense: Float32Array, x: number, y: number) =>
    Array.from(dense.subarray(2 * (16 * y + x), 2 * (16 * y + x) + 2));
  const [forward, backward] = [denseMotion(both, 16, 16), denseMotion(both, 16, 16, 1)];
  expect([at(forward, 7, 7), at(backward, 0, 0)]).toEqual([
    [-2, -1],
    [3, -4],
  ]);
  expect([at(forward, 8, 0), at(backward, 15, 7)]).toEqual([
    [0, 0],
    [-1.5, -1.5],
  ]);
  expect([at(forward, 0, 8), at(backward, 0, 8)]).toEqual([
    [0, 0],
    [0, 0],
  ]);
  const fields: MotionField = {
    ...none,
    lists: 1,
    vectors: Int16Array.of(4, 2, 4, 2, 8, 6, 8, 6),
    references: new Int32Array(4),
    intra: new Uint8Array(4),
    fieldPrediction: Uint8Array.of(1, 1, 1, 1),
  };
  expect(at(denseMotion(fields, 16, 16), 9, 12)).toEqual([-3, -4]);
});
