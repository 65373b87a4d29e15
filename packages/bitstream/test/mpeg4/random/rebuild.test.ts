import { expect, it } from "vitest";
import type { Picture, Rounding } from "../../../src/frame.js";
import { openVideo, rebuildPicture } from "../../../src/index.js";
import { configurations } from "./configurations.js";
import { randomStream } from "./random-stream.js";

/** Not rebuilt: encoders with a way of their own to predict. */
const rebuildable = Object.entries(configurations).filter(([, { userData }]) => !userData || userData === "XviD0050");

/**
 * The delivered vectors (of both lists, direct ones too), references and residuals are what the pictures were decoded from: plain
 * loops over them make the same pictures. FFmpeg shows no vectors of B-pictures to compare with.
 */
it.each(rebuildable)("pictures are rebuilt from vectors and residuals: %s", async (_name, tools) => {
  // Some warps FFmpeg computes for x86 in its own way (assembly/mpeg4/sprite-warp.ts).
  const warped = (tools.gmcPoints ?? 0) >= 2;
  for (const rounding of warped ? (["standard"] as const) : (["ffmpeg", "standard"] as const)) {
    for (let seed = 300; seed < 304; seed++) {
      const { bytes } = randomStream({ ...tools, seed, width: 64, height: 48 });
      expect(await differing(bytes, rounding), `seed ${seed}, ${rounding}`).toEqual([]);
    }
  }
});

async function differing(bytes: Uint8Array, rounding: Rounding): Promise<string[]> {
  const video = await openVideo(bytes);
  const rebuilt = new Map<number, Picture>();
  for await (const frame of video.frames({ output: "compressed", rounding })) {
    rebuilt.set(
      frame.displayIndex,
      rebuildPicture(frame, (index) => rebuilt.get(index), rounding),
    );
  }
  const found: string[] = [];
  for await (const { displayIndex, type, picture } of video.frames({ output: "pictures", rounding })) {
    const other = rebuilt.get(displayIndex);
    for (const plane of ["y", "cb", "cr"] as const) {
      if (!other || Buffer.compare(other[plane], picture![plane]) !== 0)
        found.push(`${displayIndex} (${type}) ${plane}`);
    }
  }
  await video.close();
  return found;
}
