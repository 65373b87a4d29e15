import { describe, expect, it } from "vitest";
import type { Picture } from "../../src/frame.js";
import { bitsOf, field, join, layerUnit, vopUnit } from "./bit-writer.js";
import { seeded } from "./mutations.js";
import { BitSink } from "./random/bit-sink.js";
import { putDifference } from "./random/vectors.js";
import { decodeRaw } from "./raw-stream.js";

// A picture of one macroblock is predicted from another with a vector and nothing else, and compared with plain loops written
// from ISO/IEC 14496-2, 7.6.2.

const SIZE = 16;
/** quarter_sample = 1 and no packets. */
const LAYER = layerUnit({ width: SIZE, height: SIZE, tools: "0 1 00 0 0 1 1 1 0 0 0 0", version: 2 });

/** An I-VOP of one macroblock with random coefficients. */
function intraVop(seed: number): Uint8Array {
  const random = seeded(seed);
  const blocks: string[] = [];
  for (let block = 0; block < 6; block++) {
    blocks.push(block < 4 ? "011" : "11"); // dct_dc_size 0
    const count = 12;
    for (let i = 0; i < count; i++) {
      const level = (random(2) ? 1 : -1) * (1 + random(60));
      // Escape of type 3: last, run, marker, level, marker.
      blocks.push(`0000011 11 ${i === count - 1 ? 1 : 0} ${field(random(4), 6)} 1 ${field(level & 0xfff, 12)} 1`);
    }
  }
  // mcbpc: intra with both chroma blocks; no AC prediction; cbpy: all luma blocks.
  return vopUnit(0, true, "000", field(2, 5), "011 0 11", ...blocks, "0 1111111");
}

/** A P-VOP whose macroblock has the vector (x, y), once or for each of its four blocks. */
function interVop(x: number, y: number, four: boolean, rounding: number): Uint8Array {
  const vector = (dx: number, dy: number): string => {
    const sink = new BitSink();
    putDifference(sink, dx, FCODE);
    putDifference(sink, dy, FCODE);
    const length = sink.length;
    return [...sink.bytes()]
      .map((byte) => field(byte, 8))
      .join("")
      .slice(0, length);
  };
  const vectors = [vector(x, y), ...(four ? Array.from({ length: 3 }, () => vector(0, 0)) : [])];
  const header = `${rounding} 000 ${field(2, 5)} ${field(FCODE, 3)}`;
  return vopUnit(1, true, header, four ? "0 010 11" : "0 1 11", ...vectors, "0 1111111");
}

const FCODE = 2;

type Plane = (x: number, y: number) => number;

/** A plane whose border pixels go on for ever (7.6.4). */
function endless(samples: Uint8Array, size: number): Plane {
  const inside = (v: number) => Math.max(0, Math.min(size - 1, v));
  return (x, y) => samples[inside(y) * size + inside(x)]!;
}

/** 7.6.2.2: a half sample between samples 0 and 1 of a line, of which none beyond the block's own is there: mirrored. */
function halfSample(line: (i: number) => number, i: number, size: number, rounding: number): number {
  const at = (k: number) => line(k < 0 ? -1 - k : k > size ? 2 * size + 1 - k : k);
  const taps = [-1, 3, -6, 20, 20, -6, 3, -1];
  const sum = taps.reduce((total, tap, k) => total + tap * at(i - 3 + k), 0);
  return Math.max(0, Math.min(255, (sum + 16 - rounding) >> 5));
}

/** Sample i of a line at a fraction of 0…3 quarters. */
function quarterSample(line: (i: number) => number, i: number, fraction: number, size: number, rounding: number) {
  if (fraction === 0) return line(i);
  const half = halfSample(line, i, size, rounding);
  if (fraction === 2) return half;
  return (line(fraction === 1 ? i : i + 1) + half + 1 - rounding) >> 1;
}

/** A block of `size` × `size` luma samples at (left, top), moved by a vector in quarter pixels. */
function predictLuma(plane: Plane, left: number, top: number, size: number, vx: number, vy: number, rounding: number) {
  const x0 = left + (vx >> 2);
  const y0 = top + (vy >> 2);
  const row = (y: number) => (x: number) => quarterSample((i) => plane(x0 + i, y0 + y), x, vx & 3, size, rounding);
  return (x: number, y: number) => quarterSample((k) => row(k)(x), y, vy & 3, size, rounding);
}

/** Chroma moves by half pixels: bilinear (7.6.2.1). */
function predictChroma(plane: Plane, vx: number, vy: number, rounding: number): Plane {
  const [x0, y0, fx, fy] = [vx >> 1, vy >> 1, vx & 1, vy & 1];
  return (x, y) => {
    const at = (dx: number, dy: number) => plane(x + x0 + dx, y + y0 + dy);
    if (fx && fy) return (at(0, 0) + at(1, 0) + at(0, 1) + at(1, 1) + 2 - rounding) >> 2;
    if (fx || fy) return (at(0, 0) + at(fx, fy) + 1 - rounding) >> 1;
    return at(0, 0);
  };
}

/** Half of a luma vector, towards zero, and its quarters made halves (Table 7-6). */
function chromaOfOne(v: number): number {
  const half = Math.trunc(v / 2);
  return 2 * (half >> 2) + (half & 3 ? 1 : 0);
}

/** Four times that half, in sixteenths, by Table 7-9. */
function chromaOfFour(v: number): number {
  const sum = 4 * Math.trunc(v / 2);
  return 2 * (sum >> 4) + [0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2][sum & 15]!;
}

function expected(reference: Picture, vx: number, vy: number, four: boolean, rounding: number) {
  const y = endless(reference.y, SIZE);
  const size = four ? 8 : 16;
  const luma = new Uint8Array(SIZE * SIZE);
  for (let top = 0; top < SIZE; top += size) {
    for (let left = 0; left < SIZE; left += size) {
      const block = predictLuma(y, left, top, size, vx, vy, rounding);
      for (let i = 0; i < size * size; i++) {
        const [bx, by] = [i % size, Math.floor(i / size)];
        luma[(top + by) * SIZE + left + bx] = block(bx, by);
      }
    }
  }
  const half = four ? chromaOfFour : chromaOfOne;
  const chroma = [reference.cb, reference.cr].map((samples) => {
    const block = predictChroma(endless(samples, SIZE / 2), half(vx), half(vy), rounding);
    return Uint8Array.from({ length: 64 }, (_, i) => block(i & 7, i >> 3));
  });
  return { y: luma, cb: chroma[0], cr: chroma[1] };
}

/** Every fraction, near and far, and beyond every side. */
const COMPONENTS = [0, 1, 2, 3, -1, -2, -3, -4, 6, 9, -13, 31, -30, 63, -64];

describe.each([
  [16, 0],
  [16, 1],
  [8, 0],
  [8, 1],
])("blocks of %i pixels with vop_rounding_type %i", (size, rounding) => {
  it("are predicted as the standard says", async () => {
    const four = size === 8;
    for (const vx of COMPONENTS) {
      const vops = COMPONENTS.flatMap((vy) => [intraVop(vx * 100 + vy + 7000), interVop(vx, vy, four, rounding)]);
      const pictures: Picture[] = [];
      const stream = join(LAYER, bitsOf(""), ...vops);
      const options = { output: "pictures", residual: "none", rounding: "standard" } as const;
      for await (const { picture } of decodeRaw(stream, options)) pictures.push(picture!);
      expect(pictures.length).toBe(2 * COMPONENTS.length);
      for (const [i, vy] of COMPONENTS.entries()) {
        const [reference, predicted] = [pictures[2 * i]!, pictures[2 * i + 1]!];
        const { y, cb, cr } = predicted;
        expect({ vx, vy, y, cb, cr }).toEqual({ vx, vy, ...expected(reference, vx, vy, four, rounding) });
      }
    }
  });
});
