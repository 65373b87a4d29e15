import { join } from "node:path";
import { openVideo } from "@cvar/bitstream/node";
import { describe, expect, it } from "vitest";
import { shared } from "../../../scripts/test-resources.js";
import type { Sampling, TracedFrames } from "../src/index.js";
import { readTriplets } from "../src/node/index.js";

const folder = shared("data", "mpeg4");
const still = { size: 32, steps: 1 };
const clip = (name: string) => join(folder!, name);
const total = (array: Float32Array) => array.reduce((sum, v) => sum + Math.abs(v), 0);

/** Groups; whether there are B-frames. */
const clips = [
  ["torchvision__v_SoccerJuggling_g23_c01.avi", 20, false],
  ["mmaction2__ucf101_v_ApplyEyeMakeup_g01_c01.avi", 1, true],
  ["torchvision__RATRACE_wave_f_nm_np1_fr_goo_37.avi", 1, true],
  ["fate__packed_bframes.avi", 1, true],
  ["file-type__fixture2.3gp", 4, false],
] as const;

describe.skipIf(folder === null)("real clips", () => {
  it.each(clips)("%s: every sampling gives finite, moving samples, the same each time", async (name, groups) => {
    const samplings: [Sampling, number][] = [
      ["uniform", 8],
      [{ segments: 5 }, 5],
      [{ segments: 5, random: 3 }, 5],
      [{ neighbours: "every", seed: 2 }, groups],
      [{ neighbours: "random", seed: 2 }, 1],
    ];
    for (const [which, count] of samplings) {
      const shape = which === "uniform" ? { size: 32, steps: 4 } : still;
      const samples = await readTriplets(clip(name), { shape, which });
      expect(samples.length).toBe(count);
      for (const { image, motion, residual } of samples)
        for (const array of [image, motion, residual]) expect(array.every(Number.isFinite)).toBe(true);
      expect(samples.some(({ motion }) => total(motion) > 0)).toBe(true);
      expect(await readTriplets(clip(name), { shape, which })).toEqual(samples);
    }
  });

  it.each(clips.filter(([, , b]) => b))("%s: P-frames, B-frames and both", async (name) => {
    const video = await openVideo(clip(name));
    try {
      const types: string[] = [];
      for await (const { type } of video.frames({ output: "headers" })) types.push(type);
      const [gop] = await video.gops();
      const shape = { size: 16, steps: gop!.frameCount - 1 };
      const read = async (frames: TracedFrames) =>
        (await readTriplets(video, { shape, which: { random: 1 }, frames, modalities: ["motion", "residual"] }))[0]!;
      const all = await read("P+B");
      const area = 16 * 16 * 2;
      const step = (array: Float32Array, t: number) => array.slice(t * area, (t + 1) * area);
      // Both types together are every frame: the P-frames and the B-frames of it are those read alone.
      for (const kind of ["P", "B"] as const) {
        const alone = await read(kind);
        const at = types.flatMap((type, k) => (type === kind ? [k] : []));
        expect(at.length).toBeGreaterThan(5);
        at.forEach((position, k) => {
          expect(step(alone.motion, k)).toEqual(step(all.motion, position - 1));
        });
        expect(total(alone.residual)).toBeGreaterThan(0);
      }
    } finally {
      await video.close();
    }
  });

  it("B-frames of a video that cannot have any are refused", async () => {
    const reading = readTriplets(clip("file-type__fixture2.3gp"), { shape: still, which: "uniform", frames: "B" });
    await expect(reading).rejects.toThrow(/frames is B, allowed: "P": the video \(h263, H.263 baseline\)/);
  });
});
