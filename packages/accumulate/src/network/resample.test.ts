import fc from "fast-check";
import { expect, it } from "vitest";
import { instantiateKernels } from "../kernels.js";
import { makeResampler, type Plane } from "./resample.js";
import { makeTaps } from "./taps.js";

it("equals the weighted sums written out, for every type of plane, any size and any window", () => {
  const cases = fc.record({
    width: fc.integer({ min: 1, max: 70 }),
    height: fc.integer({ min: 1, max: 70 }),
    size: fc.integer({ min: 1, max: 40 }),
    left: fc.double({ min: 0, max: 0.5, noNaN: true }),
    top: fc.double({ min: 0, max: 0.5, noNaN: true }),
    part: fc.double({ min: 0.1, max: 0.5, noNaN: true }),
    flip: fc.boolean(),
    kind: fc.constantFrom("pairs", "residual", "pixels"),
  });
  const kernels = instantiateKernels();
  fc.assert(
    fc.property(cases, ({ width, height, size, left, top, part, flip, kind }) => {
      const channels = kind === "pairs" ? 2 : 1;
      const value = (k: number) => Math.round(127 + 127 * Math.sin(k * 12.9898));
      const length = width * height * channels;
      const plane: Plane =
        kind === "pairs"
          ? Float32Array.from({ length }, (_, k) => value(k) / 4)
          : kind === "residual"
            ? Int16Array.from({ length }, (_, k) => 2 * value(k) - 255)
            : Uint8Array.from({ length }, (_, k) => value(k));
      const window = { left, top, width: part, height: 0.5, flip };
      const resampler = makeResampler(width, height, channels, window, size);
      const outBytes = size * size * channels * 4 + 64;
      const base = kernels.reserve(outBytes + resampler.workBytes + 16);
      const memory = new Uint8Array(kernels.memory.buffer, base);
      memory.fill(0xff); // NaN as f32: what was there before must not show
      resampler.run(kernels, plane, base, (base + outBytes + 15) & ~15);
      const found = new Float32Array(kernels.memory.buffer, base, size * size * channels);
      const across = makeTaps(width, left * width, part * width, size, flip);
      const down = makeTaps(height, top * height, 0.5 * height, size);
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
            expect(Math.abs(found[(y * size + x) * channels + channel]! - sum)).toBeLessThan(1e-3);
          }
        }
      }
    }),
    { numRuns: 150 },
  );
});

it("cuts out what is not scaled exactly as it stands", () => {
  const [width, height, size] = [34, 25, 22];
  const window = { left: 6 / width, top: 2 / height, width: size / width, height: size / height, flip: false };
  const kernels = instantiateKernels();
  for (const channels of [1, 2] as const) {
    const length = width * height * channels;
    const ramp = Array.from({ length }, (_, k) => k % 251);
    const planes = [Float32Array.from(ramp), Int16Array.from(ramp), Uint8Array.from(ramp)];
    for (const plane of planes.slice(0, channels === 2 ? 1 : 3)) {
      const resampler = makeResampler(width, height, channels, window, size);
      const outBytes = size * size * channels * 4 + 64;
      const base = kernels.reserve(outBytes + resampler.workBytes + 16);
      new Uint8Array(kernels.memory.buffer, base).fill(0xff);
      resampler.run(kernels, plane, base, (base + outBytes + 15) & ~15);
      const found = new Float32Array(kernels.memory.buffer, base, size * size * channels);
      const expected = Float32Array.from({ length: found.length }, (_, k) => {
        const x = Math.floor(k / channels) % size;
        const y = Math.floor(k / channels / size);
        return plane[((y + 2) * width + x + 6) * channels + (k % channels)]!;
      });
      expect(found).toEqual(expected);
    }
  }
});
