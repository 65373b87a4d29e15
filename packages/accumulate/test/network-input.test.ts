import type { CodedFrame, MotionField, Planes } from "@cvar/bitstream";
import fc from "fast-check";
import { expect, it } from "vitest";
import { type CropWindow, createAccumulator, makeFrameTransform, type RuleName } from "../src/index.js";
import { syntheticGop } from "./synthetic-stream.js";

const common = { pFrames: 3, step: 0.5, intraRate: 0.1, notCodedRate: 0.1, fourVectorRate: 0.3 };

const windows = fc.record({
  left: fc.double({ min: 0, max: 0.5, noNaN: true }),
  top: fc.double({ min: 0, max: 0.5, noNaN: true }),
  width: fc.double({ min: 0.1, max: 0.5, noNaN: true }),
  height: fc.double({ min: 0.1, max: 0.5, noNaN: true }),
  flip: fc.boolean(),
});

it("reads traces where they lie and gives what it gives of copies, bit for bit, for any window and several at once", () => {
  const cases = fc.record({
    width: fc.integer({ min: 17, max: 70 }),
    height: fc.integer({ min: 17, max: 70 }),
    size: fc.integer({ min: 1, max: 50 }),
    crops: fc.array(windows, { minLength: 1, maxLength: 3 }),
    rule: fc.constantFrom<RuleName>("paper", "coviar"),
    seed: fc.integer(),
  });
  fc.assert(
    fc.property(cases, ({ width, height, size, crops, rule, seed }) => {
      const [first, ...rest] = syntheticGop({ ...common, width, height, seed, maxVector: 30 });
      const inPlace = createAccumulator({ width, height, rule, reuse: true });
      const copied = createAccumulator({ width, height, rule });
      const transforms = crops.map((crop) => makeFrameTransform(width, height, crop, size));
      inPlace.start(first!);
      copied.start(first!);
      for (const frame of rest) {
        const here = inPlace.push(frame);
        const there = copied.push(frame);
        for (const transform of transforms) {
          const write = ({ motion, planes }: typeof here) => {
            const vectors = new Float32Array(size * size * 2 + 1);
            const colours = new Float32Array(size * size * 3 + 2);
            transform.motion(motion, vectors, 1);
            transform.residual(planes!, colours, 2);
            return { vectors, colours };
          };
          const [a, b] = [write(here), write(there)];
          expect(differing(a.vectors, b.vectors) + differing(a.colours, b.colours)).toBe(0);
          expect(a.vectors.every(Number.isFinite) && a.colours.every(Number.isFinite)).toBe(true);
        }
        // Nothing that the next frame builds on was written to.
        expect(differing(here.motion, there.motion) + differing(here.planes!.y, there.planes!.y)).toBe(0);
      }
    }),
    { numRuns: 60 },
  );
});

it("crop and trace commute: the trace of a cropped video is the crop of the trace", () => {
  const cases = fc.record({
    left: fc.integer({ min: 0, max: 3 }),
    top: fc.integer({ min: 0, max: 2 }),
    side: fc.integer({ min: 2, max: 3 }),
    maxVector: fc.constantFrom(2, 20, 60),
    rule: fc.constantFrom<RuleName>("paper", "coviar"),
    seed: fc.integer(),
  });
  fc.assert(
    fc.property(cases, ({ left, top, side, maxVector, rule, seed }) => {
      const [width, height, size] = [96, 80, 16 * side];
      const frames = syntheticGop({ ...common, width, height, seed, maxVector }).map((frame) =>
        staysInside(frame, left, top, side),
      );
      const whole = createAccumulator({ width, height, rule });
      const part = createAccumulator({ width: size, height: size, rule });
      const x0 = 16 * left;
      const y0 = 16 * top;
      const window: CropWindow = {
        ...{ left: x0 / width, top: y0 / height, width: size / width, height: size / height, flip: false },
      };
      const windowed = makeFrameTransform(width, height, window, size);
      const full = makeFrameTransform(size, size, { left: 0, top: 0, width: 1, height: 1, flip: false }, size);
      whole.start(frames[0]!);
      part.start(cropFrame(frames[0]!, x0, y0, size));
      for (const frame of frames.slice(1)) {
        const traced = whole.push(frame);
        const cropped = part.push(cropFrame(frame, x0, y0, size));
        expect(differing(cropped.motion, crop(traced.motion, width, x0, y0, size, 2))).toBe(0);
        for (const plane of ["y", "cb", "cr"] as const) {
          const half = plane === "y" ? 1 : 2;
          const expected = crop(traced.planes![plane], width / half, x0 / half, y0 / half, size / half, 1);
          expect(differing(cropped.planes![plane], expected)).toBe(0);
        }
        // And so at the network's resolution, but for the unit of vectors: pixels of a frame of 340×256.
        const [a, b] = [new Float32Array(size * size * 2), new Float32Array(size * size * 2)];
        windowed.motion(traced.motion, a, 0);
        full.motion(cropped.motion, b, 0);
        const other = b.map((value, k) => (value * size) / (k % 2 === 0 ? width : height));
        const clipped = (k: number) => Math.abs(b[k]!) === 1;
        expect(a.every((value, k) => clipped(k) || Math.abs(value - other[k]!) < 1e-6)).toBe(true);
      }
    }),
    { numRuns: 40 },
  );
});

it("refuses planes of another size, and arrays that their memory has outgrown", () => {
  const transform = makeFrameTransform(32, 32, { left: 0, top: 0, width: 1, height: 1, flip: false }, 8);
  const to = new Float32Array(8 * 8 * 3);
  expect(() => transform.motion(new Float32Array(32 * 31 * 2), to, 0)).toThrow(/motion is \[1984\], expected \[2048\]/);
  const [first, second] = syntheticGop({ ...common, width: 32, height: 32, seed: 1, maxVector: 4 });
  const accumulator = createAccumulator({ width: 32, height: 32, reuse: true });
  accumulator.start(first!);
  const traced = accumulator.push(second!);
  const old = traced.motion;
  makeFrameTransform(32, 32, { left: 0, top: 0, width: 1, height: 1, flip: false }, 400).motion(
    traced.motion,
    new Float32Array(400 * 400 * 2),
    0,
  );
  expect([old.length, traced.motion.length]).toEqual([0, 32 * 32 * 2]);
  expect(() => transform.motion(old, to, 0)).toThrow(/motion is \[0\]/);
  transform.motion(traced.motion, to, 0);
});

/** Vectors of the blocks in a window of `side`² macroblocks, changed so that they do not lead out of it. */
function staysInside(frame: CodedFrame, left: number, top: number, side: number): CodedFrame {
  if (frame.motion === null) return frame;
  const { columns, vectors } = frame.motion;
  const bounded = vectors.slice();
  const limit = (value: number, macroblock: number, first: number) =>
    Math.min(Math.max(value, 32 * (first - macroblock)), 32 * (first + side - 1 - macroblock));
  for (let row = 2 * top; row < 2 * (top + side); row++) {
    for (let column = 2 * left; column < 2 * (left + side); column++) {
      const block = row * columns + column;
      bounded[2 * block] = limit(vectors[2 * block]!, column >> 1, left);
      bounded[2 * block + 1] = limit(vectors[2 * block + 1]!, row >> 1, top);
    }
  }
  return { ...frame, motion: { ...frame.motion, vectors: bounded } };
}

function differing(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.NaN;
  let count = 0;
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) count++;
  return count;
}

type Values = Uint8Array | Int16Array | Int32Array | Float32Array;

function crop(values: Values, stride: number, x0: number, y0: number, size: number, channels: number): number[] {
  const rows = Array.from({ length: size }, (_, y) => ((y0 + y) * stride + x0) * channels);
  return rows.flatMap((at) => Array.from(values.subarray(at, at + size * channels)));
}

function cropFrame(frame: CodedFrame, x0: number, y0: number, size: number): CodedFrame {
  const planes = <T extends Uint8Array | Int16Array>(from: Planes<T>): Planes<T> => {
    const half = size / 2;
    const cut = (plane: T, stride: number, x: number, y: number, side: number) =>
      (plane.constructor as unknown as { from(values: number[]): T }).from(crop(plane, stride, x, y, side, 1));
    return {
      ...{ width: size, height: size, chromaWidth: half, chromaHeight: half },
      y: cut(from.y, from.width, x0, y0, size),
      cb: cut(from.cb, from.chromaWidth, x0 / 2, y0 / 2, half),
      cr: cut(from.cr, from.chromaWidth, x0 / 2, y0 / 2, half),
    };
  };
  const { motion, residual, picture } = frame;
  return {
    ...frame,
    motion: motion && cropField(motion, x0 / 8, y0 / 8, size / 8),
    residual: residual && { ...planes(residual), kind: residual.kind },
    picture: picture && planes(picture),
  };
}

function cropField(field: MotionField, column: number, row: number, size: number): MotionField {
  const cut = (values: Values, channels: number) => crop(values, field.columns, column, row, size, channels);
  return {
    ...field,
    columns: size,
    rows: size,
    vectors: Int16Array.from(cut(field.vectors, 2)),
    references: Int32Array.from(cut(field.references, 1)),
    intra: Uint8Array.from(cut(field.intra, 1)),
    partition: Uint8Array.from(cut(field.partition, 1)),
  };
}
