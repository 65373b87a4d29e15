import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAccumulator, makeFrameTransform } from "@cvar/accumulate";
import { openVideo } from "@cvar/bitstream/node";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ffmpeg } from "../../../scripts/test-resources.js";
import { centreCrop, readTriplets, type TracedFrames } from "../src/index.js";

const program = ffmpeg();
const folder = mkdtempSync(join(tmpdir(), "cvar-open-groups-"));
const file = join(folder, "clip.avi");
afterAll(() => rmSync(folder, { recursive: true }));

/** Eight open groups of I-, P- and B-frames: from the second on, B-frames that are displayed before the I-frame come after it. */
const encode = [
  ...["-v", "error", "-f", "lavfi", "-i", "testsrc2=size=96x80:rate=25:duration=3.6", "-c:v", "mpeg4", "-vtag", "XVID"],
  ...["-q:v", "3", "-bf", "2", "-g", "12", "-threads", "1", "-y", file],
];

describe.skipIf(program === null)("open groups with B-frames", () => {
  beforeAll(() => {
    execFileSync(program!, encode);
  });

  it.each([
    ["P", "paper"],
    ["B", "paper"],
    ["P+B", "paper"],
    ["P", "none"],
    ["B", "none"],
    ["P+B", "none"],
  ] as const)("%s, rule %s: traces are those of the whole stream, group by group", async (frames, rule) => {
    const video = await openVideo(file);
    const gops = await video.gops();
    expect(gops.length).toBe(8);
    const { width, height } = video;
    const accumulator = createAccumulator({ width, height, rule });
    const transform = makeFrameTransform(width, height, centreCrop(), 16);
    const expected = gops.map(() => [] as number[][]);
    let [gop, shown, leading] = [-1, 0, 0];
    for await (const frame of video.frames({ output: "compressed" })) {
      if (frame.type === "I") {
        accumulator.start(frame);
        shown = frame.displayIndex;
        gop++;
        continue;
      }
      const { motion, planes } = accumulator.push(frame);
      if (frame.displayIndex < shown) leading++;
      if (frame.displayIndex < shown || !frames.includes(frame.type)) continue;
      const out = new Float32Array(16 * 16 * 5);
      transform.motion(motion, out, 0);
      transform.residual(planes!, out, 16 * 16 * 2);
      expected[gop]!.push(Array.from(out));
    }
    expect(leading).toBeGreaterThan(7);
    const steps = Math.max(...expected.map((group) => group.length));
    const triplets = await readTriplets(video, { shape: { size: 16, steps }, which: "uniform", frames, rule });
    for (const { gop, motion, residual } of triplets) {
      for (let t = 0; t < steps; t++) {
        const group = expected[gop]!;
        const wanted = Float32Array.from(group[Math.min(t, group.length - 1)]!);
        expect(motion.subarray(t * 512, (t + 1) * 512)).toEqual(wanted.subarray(0, 512));
        expect(residual.subarray(t * 768, (t + 1) * 768)).toEqual(wanted.subarray(512));
      }
    }
    await video.close();
  });

  it("damaged files give samples or a typed error, whatever is sampled", async () => {
    const good = readFileSync(file);
    const which = fc.constantFrom(
      { random: 1 } as const,
      "uniform" as const,
      { segments: 3 } as const,
      { segments: 3, random: 2 } as const,
      { neighbours: "every" } as const,
    );
    const types = fc.constantFrom<TracedFrames>("P", "B", "P+B");
    const changes = fc.array(fc.tuple(fc.nat({ max: good.length - 1 }), fc.nat({ max: 255 })), { maxLength: 12 });
    const end = fc.integer({ min: 0, max: good.length });
    let [read, refused] = [0, 0];
    await fc.assert(
      fc.asyncProperty(which, types, changes, end, async (which, frames, changes, end) => {
        const bytes = Uint8Array.from(good.subarray(0, end));
        for (const [at, value] of changes) if (at < end) bytes[at] = value;
        const shape = { size: 8, steps: which === "uniform" ? 3 : 1 };
        try {
          const video = await openVideo(bytes);
          const samples = await readTriplets(video, { shape, which, frames });
          for (const { motion } of samples) expect(motion.every(Number.isFinite)).toBe(true);
          read++;
        } catch (error) {
          expect((error as { _tag?: string })._tag).toMatch(/Error$/);
          refused++;
        }
      }),
      { seed: 11, numRuns: 300 },
    );
    expect(Math.min(read, refused)).toBeGreaterThan(20);
  });
});
