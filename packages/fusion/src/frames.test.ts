import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { filled, leaked } from "../test/finite-differences.js";
import { differenceFromPlain } from "../test/plain-gradient.js";
import { InvalidOptionError, ShapeMismatchError } from "./errors.js";
import { type FrameSummary, padChannels, summariseFrames } from "./frames.js";

const frames = filled([2, 3, 2, 4, 2], 1) as tf.Tensor5D;

/** The channels that one pixel gets from its values in each frame. */
const plain: Record<FrameSummary, (pixel: number[][]) => number[]> = {
  channels: (pixel) => pixel.flat(),
  mean: (pixel) => pixel[0]!.map((_, c) => pixel.reduce((sum, values) => sum + values[c]!, 0) / pixel.length),
  last: (pixel) => pixel.at(-1)!,
};

it.each(Object.keys(plain) as FrameSummary[])("summarises frames: %s", (summary) => {
  const { value, gradients } = differenceFromPlain(
    (x) => summariseFrames(x as tf.Tensor5D, summary),
    (videos: number[][][][][]) =>
      videos.map((video) =>
        video[0]!.map((line, row) =>
          line.map((_, column) => plain[summary](video.map((frame) => frame[row]![column]!))),
        ),
      ),
    [frames],
  );
  expect(Math.max(value, ...gradients)).toBeLessThan(1e-6);
  expect(leaked(() => summariseFrames(frames, summary))).toBe(0);
});

it("pads channels with zeros at the end", () => {
  const { value, gradients } = differenceFromPlain(
    (x) => padChannels(x, 5),
    (rows: number[][]) => rows.map((row) => [...row, 0, 0, 0]),
    [filled([3, 2], 2)],
  );
  expect(Math.max(value, ...gradients)).toBeLessThan(1e-6);
  expect(padChannels(frames, 3).shape).toEqual([2, 3, 2, 4, 3]);
  expect(padChannels(frames, 2)).toBe(frames);
  expect(leaked(() => padChannels(frames, 3))).toBe(0);
});

it("refuses what does not fit", () => {
  expect(() => summariseFrames(tf.zeros([1, 2, 3, 4]) as tf.Tensor as tf.Tensor5D, "mean")).toThrow(ShapeMismatchError);
  expect(() => summariseFrames(frames, "median" as FrameSummary)).toThrow(InvalidOptionError);
  expect(() => padChannels(frames, 1)).toThrow(ShapeMismatchError);
});
