import { expect, it } from "vitest";
import type { Picture, Rounding } from "../../src/frame.js";
import { openVideo, rebuildPicture } from "../../src/index.js";
import { randomStream } from "./random/random-stream.js";
import type { StreamTools } from "./random/tools.js";

const streams: readonly [string, Omit<StreamTools, "seed">, Rounding][] = [
  ["no point", { gmcPoints: 0 }, "ffmpeg"],
  ["one point", { gmcPoints: 1 }, "ffmpeg"],
  ["one point, rounded as the standard says", { gmcPoints: 1 }, "standard"],
  ["two points", { gmcPoints: 2, gmcAccuracy: 3 }, "ffmpeg"],
  ["three points, quarter-pel", { gmcPoints: 3, gmcAccuracy: 3, quarterSample: true }, "ffmpeg"],
  ["three points, any accuracy", { gmcPoints: 3 }, "standard"],
  ["two points, B-pictures", { gmcPoints: 2, gmcAccuracy: 3, bVops: 2 }, "ffmpeg"],
];

it.each(streams)(
  "a motion field says enough of global motion to rebuild the picture: %s",
  async (_, tools, rounding) => {
    let moved = 0;
    for (let seed = 1; seed <= 6; seed++) {
      // Whole macroblocks: what lies beyond the picture cannot be rebuilt.
      const { bytes } = randomStream({ ...tools, seed, width: 64, height: 48 });
      const video = await openVideo(bytes);
      const decoded: Picture[] = [];
      for await (const { picture } of video.frames({ output: "pictures", rounding })) decoded.push(picture!);
      const rebuilt = new Map<number, Picture>();
      for await (const frame of video.frames({ output: "compressed", rounding })) {
        const picture = rebuildPicture(frame, (index) => rebuilt.get(index), rounding);
        rebuilt.set(frame.displayIndex, picture);
        moved += frame.motion?.globalMotion?.blocks.filter((block) => block === 1).length ?? 0;
        expect(picture).toEqual(decoded[frame.decodeIndex]);
      }
      await video.close();
    }
    expect(moved).toBeGreaterThan(50);
  },
);
