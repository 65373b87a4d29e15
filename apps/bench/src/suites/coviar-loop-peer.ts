import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { pictureToRgb } from "@cvar/accumulate";
import { type CodedFrame, motionRows } from "@cvar/bitstream";
import { MeasurementError } from "../errors.js";
import type { Absent, Contestant } from "../harness/benchmark.js";
import { compilePeer, runPeer } from "../peers/compiler.js";
import type { SuiteContext } from "./suite.js";

/** Arrays of every P-frame, or of the last one of a group, which is what one call of CoViAR's loader gives. */
export type Wanted = "each" | "last";

/** What the C program works on, written once for a clip. */
export interface LoopInput {
  readonly path: string;
  readonly program: string;
}

/**
 * Writes a clip's vectors, as FFmpeg exports them, and its pictures as BGR for `peers/coviar_loop.c`, and compiles that.
 * @throws PeerError
 */
export function writeLoopInput(
  frames: readonly CodedFrame[],
  { cc, scratch }: SuiteContext,
  name: string,
): LoopInput | { readonly missing: string } {
  if ("missing" in cc) return cc;
  if (frames.some(({ type }) => type === "B")) return { missing: "CoViAR's loop has no B-frames" };
  const { width, height } = frames[0]!.picture!;
  const path = join(scratch, `${name.replace(/\W+/g, "-")}.frames`);
  const file = openSync(path, "w");
  try {
    writeSync(file, Int32Array.of(width, height, frames.length));
    for (const frame of frames) {
      const rows = motionRows(frame);
      writeSync(file, Int32Array.of(Number(frame.type === "I"), rows.length));
      const vectors = new Int16Array(rows.length * 6);
      rows.forEach(({ dst_x, dst_y, src_x, src_y, w, h }, k) => {
        vectors.set([dst_x, dst_y, src_x, src_y, w | (h << 8), 0], 6 * k);
      });
      writeSync(file, vectors);
      const bgr = pictureToRgb(frame.picture!);
      for (let k = 0; k < bgr.length; k += 3) [bgr[k], bgr[k + 2]] = [bgr[k + 2]!, bgr[k]!];
      writeSync(file, bgr);
    }
  } finally {
    closeSync(file);
  }
  return { path, program: compilePeer(cc, "coviar_loop.c", scratch) };
}

/**
 * The loop in C, compiled with -O2, one thread, by its own clock: microseconds per P-frame.
 * @param pFrames  in the clip
 * @param sum  over our arrays of motion, which its own must equal; null: not known
 */
export function coviarLoopContestant(
  input: LoopInput | { readonly missing: string },
  wanted: Wanted,
  pFrames: number,
  passes: number,
  sum: number | null,
): Contestant | Absent {
  const name = wanted === "each" ? "C loop, arrays of each frame" : "C loop, arrays of a group's last";
  if ("missing" in input) return { name, side: "peer", absent: input.missing };
  return {
    name,
    side: "peer",
    async sample() {
      const result = await runPeer(input.program, [input.path, String(passes), wanted]);
      if (sum !== null && result.sum !== sum)
        throw new MeasurementError(
          `the C loop's arrays of motion are not ours: their sum is ${result.sum}, not ${sum}`,
        );
      const perFrame = (seconds: number) => (seconds * 1e6) / (passes * pFrames);
      return { value: perFrame(result.seconds!), byCpuTime: perFrame(result.cpuSeconds!) };
    },
  };
}
