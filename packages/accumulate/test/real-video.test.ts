import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FrameType, Picture, Planes } from "@cvar/bitstream";
import { openVideo } from "@cvar/bitstream/node";
import { expect, it } from "vitest";
import { ffmpeg, repository, shared } from "../../../scripts/test-resources.js";
import { type Clip, sources } from "../../bitstream/test/mpeg4/encoded/clip.js";
import { encodeClips } from "../../bitstream/test/mpeg4/encoded/encode.js";
import { createAccumulator, reconstruct } from "../src/index.js";

const fixture = (name: string) => join(repository, "fixtures", "actions", "test", name);

const clip = (name: string) => shared("data", "mpeg4", name);

/** File, frames to read, and a bound somewhat below what was measured, in dB of luma. */
const clips = [
  [fixture("kick__022.mp4"), 48, 25],
  [fixture("punch__029.avi"), 36, 25],
  [clip("torchvision__v_SoccerJuggling_g23_c01.avi"), 120, 33],
  [clip("fate__invalid_elst_entry_count.mp4"), 48, 30],
  [clip("mv-extractor__vid_mpeg4_part2.mp4"), 24, 33],
  // With B-frames: UCF-101's XviD and HMDB-51's DivX 5, one group of pictures each.
  [clip("mmaction2__ucf101_v_ApplyEyeMakeup_g01_c01.avi"), 60, 25],
  [clip("torchvision__SchoolRulesHowTheyHelpUs_wave_f_nm_np1_ba_med_0.avi"), 74, 25],
  [clip("torchvision__RATRACE_wave_f_nm_np1_fr_goo_37.avi"), 30, 30],
  [clip("fate__packed_bframes.avi"), 15, 35],
] as const;

for (const [file, frames, bound] of clips) {
  const name = file?.split("/").at(-1) ?? "";
  it.skipIf(!file)(`I_0[i − Π] + Δ is close to the decoded picture, and Π and Δ both help: ${name}`, async () => {
    await checkCloseness(file!, name, frames, bound);
  });
}

const lavc = ["-c:v", "mpeg4", "-g", "12", "-q:v", "3"];
const xvid = ["-c:v", "libxvid", "-g", "12", "-q:v", "3"];
const encoded: readonly [Clip, number][] = [
  ["quarter-pel, four vectors", sources.pattern, [...lavc, "-flags", "+qpel+mv4"], 30] as const,
  ["B, quarter-pel, open groups", sources.pattern, [...lavc, "-flags", "+qpel+mv4", "-bf", "2"], 33] as const,
  ["B, direct", sources.scrolling, [...xvid, "-bf", "3"], 24] as const,
  ["interlaced, B", sources.interlaced, [...lavc, "-flags", "+ildct+ilme", "-bf", "2"], 22] as const,
  ["global motion", sources.turning, [...xvid, "-gmc", "1", "-bf", "0"], 20] as const,
  ["global motion, B", sources.turning, [...xvid, "-gmc", "1", "-bf", "2"], 20] as const,
].map(([name, source, options, bound]) => [{ name, source, options, container: "avi" }, bound]);

it.skipIf(!ffmpeg())("and so it is for what each coding tool does to motion", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cvar-accumulate-"));
  try {
    const files = encodeClips(
      encoded.map(([clip]) => clip),
      folder,
    );
    for (const [k, [{ name }, bound]] of encoded.entries()) await checkCloseness(files[k]!, name, 15, bound);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

interface Sums {
  frames: number;
  still: number;
  moved: number;
  whole: number;
  chroma: number;
}

async function checkCloseness(file: string, name: string, to: number, bound: number): Promise<void> {
  const video = await openVideo(file);
  const accumulator = createAccumulator({ width: video.width, height: video.height, reuse: true });
  const stills = new Map<number, Picture>();
  const byType: Partial<Record<FrameType, Sums>> = {};
  for await (const frame of video.frames({ output: "pictures", to })) {
    if (frame.type === "I") {
      accumulator.start(frame);
      stills.set(frame.displayIndex, frame.picture!);
      continue;
    }
    const { motion, planes, origin } = accumulator.push(frame);
    const reference = stills.get(origin)!;
    byType[frame.type] ??= { frames: 0, still: 0, moved: 0, whole: 0, chroma: 0 };
    const sums = byType[frame.type]!;
    const moved = reconstruct(reference, motion, nothing(planes!));
    const whole = reconstruct(reference, motion, planes!);
    sums.frames++;
    sums.still += meanSquare(frame.picture!.y, reference.y);
    sums.moved += meanSquare(frame.picture!.y, moved.y);
    sums.whole += meanSquare(frame.picture!.y, whole.y);
    sums.chroma += meanSquare(frame.picture!.cb, whole.cb);
  }
  await video.close();
  expect(byType.P).toBeDefined();
  for (const [type, { frames, ...sums }] of Object.entries(byType)) {
    const decibels = (sum: number) => (10 * Math.log10((255 * 255 * frames) / sum)).toFixed(2);
    const [still, moved, whole, chroma] = [sums.still, sums.moved, sums.whole, sums.chroma].map(decibels);
    console.log(
      `${name}: ${frames} ${type}-frames; luma PSNR of I_0 ${still}, I_0[i − Π] ${moved}, + Δ ${whole} dB; Cb ${chroma} dB`,
    );
    expect(Number(whole)).toBeGreaterThan(bound);
    expect(Number(whole)).toBeGreaterThan(Number(moved));
    expect(Number(moved)).toBeGreaterThan(Number(still));
  }
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
