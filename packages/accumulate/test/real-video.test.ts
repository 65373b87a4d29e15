import { join } from "node:path";
import type { Picture, Planes } from "@cvar/bitstream";
import { openVideo } from "@cvar/bitstream/node";
import { expect, it } from "vitest";
import { repository, shared } from "../../../scripts/test-resources.js";
import { createAccumulator, reconstruct } from "../src/index.js";

const fixture = (name: string) => join(repository, "fixtures", "actions", "test", name);

/** File, groups of pictures to read, and a bound somewhat below what was measured, in dB of luma. */
const clips = [
  [fixture("kick__022.mp4"), 4, 25],
  [fixture("punch__029.avi"), 4, 25],
  [shared("data", "mpeg4", "torchvision__v_SoccerJuggling_g23_c01.avi"), 20, 25],
  [shared("data", "mpeg4", "fate__invalid_elst_entry_count.mp4"), 4, 25],
  [shared("data", "mpeg4", "mv-extractor__vid_mpeg4_part2.mp4"), 3, 25],
] as const;

for (const [file, groups, bound] of clips) {
  const name = file?.split("/").at(-1);
  it.skipIf(!file)(`I_0[i − Π] + Δ is close to the decoded picture, and Π and Δ both help: ${name}`, async () => {
    const video = await openVideo(file!);
    const last = (await video.gops()).slice(0, groups).at(-1)!;
    const accumulator = createAccumulator({ width: video.width, height: video.height, reuse: true });
    const sums = { still: 0, moved: 0, whole: 0, chroma: 0 };
    let reference: Picture | null = null;
    let frames = 0;
    for await (const frame of video.frames({ output: "pictures", to: last.firstFrame + last.frameCount })) {
      if (frame.type === "I") {
        accumulator.start(frame);
        reference = frame.picture;
        continue;
      }
      const { motion, planes } = accumulator.push(frame);
      const moved = reconstruct(reference!, motion, nothing(planes!));
      const whole = reconstruct(reference!, motion, planes!);
      frames++;
      sums.still += meanSquare(frame.picture!.y, reference!.y);
      sums.moved += meanSquare(frame.picture!.y, moved.y);
      sums.whole += meanSquare(frame.picture!.y, whole.y);
      sums.chroma += meanSquare(frame.picture!.cb, whole.cb);
    }
    await video.close();
    const decibels = (sum: number) => (10 * Math.log10((255 * 255 * frames) / sum)).toFixed(2);
    const [still, moved, whole, chroma] = [sums.still, sums.moved, sums.whole, sums.chroma].map(decibels);
    console.log(
      `${name}: ${frames} P-frames; luma PSNR of I_0 ${still}, I_0[i − Π] ${moved}, + Δ ${whole} dB; Cb ${chroma} dB`,
    );
    expect(frames).toBeGreaterThan(0);
    expect(Number(whole)).toBeGreaterThan(bound);
    expect(Number(whole)).toBeGreaterThan(Number(moved));
    expect(Number(moved)).toBeGreaterThan(Number(still));
  });
}

function nothing(planes: Planes<Int16Array>): Planes<Int16Array> {
  const zeros = (plane: Int16Array) => new Int16Array(plane.length);
  return { ...planes, y: zeros(planes.y), cb: zeros(planes.cb), cr: zeros(planes.cr) };
}

function meanSquare(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k]! - b[k]!) ** 2;
  return sum / a.length;
}
