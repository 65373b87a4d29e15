import fc from "fast-check";
import { expect, it } from "vitest";
import { createKernelMemory } from "../kernel-memory.js";
import { makePlaneResampling, type Plane } from "./plane-resampling.js";
import { makeTaps } from "./taps.js";

const memory = createKernelMemory();

/** Grey as it is: no zero level, no chroma, no limit that could be met. */
const grey = Float32Array.of(0, 0, 1, 0, 0, 0, 0, -1e9, 1e9, 1, 1, 1, 0, 0, 0, 0);

/** What the kernels make of a plane: pairs, or one channel, seen as the red of three equal colours. */
function resample(plane: Plane, width: number, height: number, window: Window, size: number): number[] {
  const channels = plane instanceof Float32Array ? 2 : 1;
  const resampling = makePlaneResampling(width, height, channels, window, size);
  const resultBytes = (size * size * 12 + 31) & ~15;
  const base = memory.workspace(resultBytes + resampling.bytes + plane.byteLength + 256);
  const { kernels } = memory;
  const { buffer } = kernels.memory;
  new Uint8Array(buffer, base).fill(0xff); // NaN as f32: what was there before must not show
  new Float32Array(buffer, base, 16).set(grey);
  const [result, record, source] = [base + 64, base + 64 + resultBytes, base + 64 + resultBytes + resampling.bytes];
  const Kind = plane.constructor as new (buffer: ArrayBuffer, at: number, length: number) => Plane;
  new Kind(buffer, source, plane.length).set(plane);
  const first = source + resampling.begin * plane.BYTES_PER_ELEMENT;
  const at = resampling.place(buffer, record, first, plane.BYTES_PER_ELEMENT);
  if (plane instanceof Float32Array) kernels.networkMotion(at, result, size, 1, 1);
  else {
    const kernel = plane instanceof Int16Array ? kernels.networkResidual : kernels.networkImage;
    kernel(at, at, at, result, size, base);
  }
  const values = Array.from(new Float32Array(buffer, result, size * size * (channels === 2 ? 2 : 3)));
  return channels === 2 ? values : values.filter((_, k) => k % 3 === 0);
}

interface Window {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly flip: boolean;
}

function planeOf(kind: "pairs" | "residual" | "pixels", pixels: number): Plane {
  const value = (k: number) => Math.round(127 + 127 * Math.sin(k * 12.9898));
  if (kind === "pairs") return Float32Array.from({ length: 2 * pixels }, (_, k) => (value(k) - 127) / 128);
  if (kind === "residual") return Int16Array.from({ length: pixels }, (_, k) => 2 * value(k) - 255);
  return Uint8Array.from({ length: pixels }, (_, k) => value(k));
}

it("equals the weighted sums written out, for every type of plane, any size and any window", () => {
  const cases = fc.record({
    width: fc.integer({ min: 1, max: 70 }),
    height: fc.integer({ min: 1, max: 70 }),
    size: fc.integer({ min: 1, max: 40 }),
    left: fc.double({ min: 0, max: 0.5, noNaN: true }),
    top: fc.double({ min: 0, max: 0.5, noNaN: true }),
    part: fc.double({ min: 0.1, max: 0.5, noNaN: true }),
    flip: fc.boolean(),
    kind: fc.constantFrom("pairs" as const, "residual" as const, "pixels" as const),
  });
  fc.assert(
    fc.property(cases, ({ width, height, size, left, top, part, flip, kind }) => {
      const channels = kind === "pairs" ? 2 : 1;
      const plane = planeOf(kind, width * height);
      const found = resample(plane, width, height, { left, top, width: part, height: 0.5, flip }, size);
      const across = makeTaps(width, left * width, part * width, size, flip);
      const down = makeTaps(height, top * height, 0.5 * height, size);
      let worst = 0;
      for (let y = 0; y < size; y++) {
        for (let x = 0; x < size; x++) {
          for (let channel = 0; channel < channels; channel++) {
            let sum = 0;
            for (let j = 0; j < down.count; j++) {
              for (let i = 0; i < across.count; i++) {
                const weight = down.weights[y * down.count + j]! * across.weights[x * across.count + i]!;
                if (weight === 0) continue;
                const at = (down.first[y]! + j) * width + across.first[x]! + i;
                sum += weight * plane[at * channels + channel]!;
              }
            }
            const difference = Math.abs(found[(y * size + x) * channels + channel]! - sum);
            worst = Math.max(worst, Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference);
          }
        }
      }
      expect(worst).toBeLessThan(kind === "pairs" ? 1e-5 : 1e-3);
    }),
    { numRuns: 150 },
  );
});

it("cuts out what is not scaled exactly as it stands", () => {
  const [width, height, size] = [34, 25, 22];
  const window = { left: 6 / width, top: 2 / height, width: size / width, height: size / height, flip: false };
  for (const kind of ["pairs", "residual", "pixels"] as const) {
    const plane = planeOf(kind, width * height);
    const channels = kind === "pairs" ? 2 : 1;
    const expected = Array.from({ length: size * size * channels }, (_, k) => {
      const x = Math.floor(k / channels) % size;
      const y = Math.floor(k / channels / size);
      return plane[((y + 2) * width + x + 6) * channels + (k % channels)]!;
    });
    expect(resample(plane, width, height, window, size)).toEqual(expected);
  }
});
