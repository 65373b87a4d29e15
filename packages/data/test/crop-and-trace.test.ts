import { createAccumulator, makeFrameTransform } from "@cvar/accumulate";
import type { CodedFrame, MotionField, Picture, Planes } from "@cvar/bitstream";
import fc from "fast-check";
import { expect, it } from "vitest";
import { syntheticGop } from "../../accumulate/test/synthetic-stream.js";

/** Macroblocks across and down; where the part lies in the frame. */
interface Layout {
  readonly part: readonly [number, number];
  readonly frame: readonly [number, number];
  readonly at: readonly [number, number];
}

/** The plane in a larger one that is zero around it. @param unit  samples per macroblock */
function embed<T extends Uint8Array | Int16Array>(plane: T, unit: number, { part, frame, at }: Layout): T {
  const [from, to] = [part[0] * unit, frame[0] * unit];
  const out = new (plane.constructor as new (length: number) => T)(to * frame[1] * unit);
  for (let y = 0; y < part[1] * unit; y++)
    out.set(plane.subarray(y * from, (y + 1) * from), (y + at[1] * unit) * to + at[0] * unit);
  return out;
}

function embedPlanes<P extends Planes<Uint8Array> | Planes<Int16Array>>(planes: P, layout: Layout): P {
  const [width, height] = [layout.frame[0] * 16, layout.frame[1] * 16];
  const chroma = { chromaWidth: width / 2, chromaHeight: height / 2 };
  const cb = embed(planes.cb, 8, layout);
  return { ...planes, width, height, ...chroma, y: embed(planes.y, 16, layout), cb, cr: embed(planes.cr, 8, layout) };
}

/** Vectors shortened so that whole macroblocks, whose chroma moves by the mean of their vectors, stay inside the part. */
function keptInside(motion: MotionField): MotionField {
  const vectors = motion.vectors.map((v, k) => {
    const [block, axis] = [k >> 1, k & 1];
    const macroblock = (axis === 0 ? block % motion.columns : Math.floor(block / motion.columns)) >> 1;
    const macroblocks = (axis === 0 ? motion.columns : motion.rows) / 2;
    const units = 16 * motion.unitsPerPixel;
    return Math.max(-macroblock * units, Math.min((macroblocks - 1 - macroblock) * units, v));
  });
  return { ...motion, vectors };
}

function embedMotion(motion: MotionField, { frame, at }: Layout): MotionField {
  const [columns, rows] = [2 * frame[0], 2 * frame[1]];
  const vectors = new Int16Array(columns * rows * 2);
  const intra = new Uint8Array(columns * rows);
  const partition = new Uint8Array(columns * rows).fill(16);
  const references = new Int32Array(columns * rows).fill(motion.references.find((r) => r >= 0) ?? 0);
  for (let row = 0; row < motion.rows; row++) {
    for (let column = 0; column < motion.columns; column++) {
      const from = row * motion.columns + column;
      const to = (row + 2 * at[1]) * columns + column + 2 * at[0];
      vectors.set(motion.vectors.subarray(2 * from, 2 * from + 2), 2 * to);
      intra[to] = motion.intra[from]!;
      partition[to] = motion.partition[from]!;
      references[to] = motion.references[from]!;
    }
  }
  return { ...motion, columns, rows, vectors, intra, partition, references };
}

const inFrame = (frame: CodedFrame, layout: Layout): CodedFrame => ({
  ...frame,
  motion: frame.motion && embedMotion(frame.motion, layout),
  residual: frame.residual && embedPlanes(frame.residual, layout),
  picture: frame.picture && embedPlanes<Picture>(frame.picture, layout),
});

it("cropping a stream and tracing it is tracing it and cropping the trace, where motion stays inside the crop", () => {
  const blocks = fc.integer({ min: 1, max: 4 });
  const margin = fc.nat({ max: 2 });
  fc.assert(
    fc.property(
      blocks,
      blocks,
      fc.tuple(margin, margin, margin, margin),
      fc.nat({ max: 500 }),
      (w, h, margins, seed) => {
        const [left, top, right, bottom] = margins;
        const layout: Layout = { part: [w, h], frame: [left + w + right, top + h + bottom], at: [left, top] };
        const [width, height] = [16 * w, 16 * h];
        const kinds = { maxVector: 9, step: 0.5, intraRate: 0.1, notCodedRate: 0.2, fourVectorRate: 0.3 };
        const part = syntheticGop({ width, height, pFrames: 4, seed, ...kinds }).map((frame) => ({
          ...frame,
          motion: frame.motion && keptInside(frame.motion),
        }));
        const whole = part.map((frame) => inFrame(frame, layout));
        const [W, H] = [16 * layout.frame[0], 16 * layout.frame[1]];
        const [small, large] = [createAccumulator({ width, height }), createAccumulator({ width: W, height: H })];
        small.start(part[0]!);
        large.start(whole[0]!);
        const size = 12;
        const every = { left: 0, top: 0, width: 1, height: 1, flip: seed % 2 === 1 };
        const crop = { ...every, left: (16 * left) / W, top: (16 * top) / H, width: width / W, height: height / H };
        const ofPart = makeFrameTransform(width, height, every, size);
        const ofWhole = makeFrameTransform(W, H, crop, size);
        for (let t = 1; t < part.length; t++) {
          const [a, b] = [small.push(part[t]!), large.push(whole[t]!)];
          for (let y = 0; y < height; y++) {
            const from = 2 * ((y + 16 * top) * W + 16 * left);
            expect(b.motion.subarray(from, from + 2 * width)).toEqual(
              a.motion.subarray(2 * y * width, 2 * (y + 1) * width),
            );
            const at = (y + 16 * top) * W + 16 * left;
            expect(b.planes!.y.subarray(at, at + width)).toEqual(a.planes!.y.subarray(y * width, (y + 1) * width));
          }
          const [x, z] = [new Float32Array(size * size * 3), new Float32Array(size * size * 3)];
          ofPart.residual(a.planes!, x, 0);
          ofWhole.residual(b.planes!, z, 0);
          // At the crop's edge enlarging looks one sample beyond it: only what lies inside is the same.
          const inner = (k: number) =>
            [Math.floor(k / 3) % size, Math.floor(k / 3 / size)].every((p) => p > 1 && p < size - 2);
          const apart = x.map((v, k) => (inner(k) ? Math.abs(v - z[k]!) : 0));
          expect(Math.max(...apart)).toBeLessThan(1e-4);
        }
      },
    ),
    { seed: 2, numRuns: 20 },
  );
});
