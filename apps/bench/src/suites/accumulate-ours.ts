import { type AccumulatorOptions, createAccumulator, makeFrameTransform } from "@cvar/accumulate";
import type { CodedFrame } from "@cvar/bitstream";
import { centreCrop } from "@cvar/data";
import type { Contestant } from "../harness/benchmark.js";
import { seconds } from "../harness/stopwatch.js";
import type { Wanted } from "./coviar-loop-peer.js";

/** Side of the network's input. */
export const SIZE = 224;

/** What is done with a trace: nothing, its arrays are read, or they are brought to the network's size. */
export type Reading =
  | { readonly wanted: Wanted }
  | { readonly transform: "fused" | "afterwards"; readonly every: number };

/** Our accumulator over frames that are decoded already: microseconds per P- or B-frame, one thread. */
export function ours(
  name: string,
  frames: readonly CodedFrame[],
  passes: number,
  options: Pick<AccumulatorOptions, "rule" | "residuals">,
  reading: Reading,
): Contestant {
  const { width, height } = frames[0]!.picture!;
  // A trace that is to be transformed afterwards is the caller's own: copied out of the accumulator's memory.
  const reuse = !("transform" in reading && reading.transform === "afterwards");
  const accumulator = createAccumulator({ width, height, ...options, reuse });
  const transform = makeFrameTransform(width, height, centreCrop(), SIZE);
  const motion = new Float32Array(SIZE * SIZE * 2);
  const residual = new Float32Array(SIZE * SIZE * 3);
  const traced = frames.filter(({ type }) => type !== "I").length;
  const pass = () => {
    for (const [k, frame] of frames.entries()) {
      if (frame.type === "I") {
        accumulator.start(frame);
        continue;
      }
      const trace = accumulator.push(frame);
      if ("transform" in reading) {
        if (k % reading.every !== 0) continue;
        transform.motion(trace.motion, motion, 0);
        if (trace.planes !== null) transform.residual(trace.planes, residual, 0);
      } else if (reading.wanted === "each" || k + 1 === frames.length || frames[k + 1]!.type === "I") {
        read(trace.motion, trace.planes?.y, trace.planes?.cb, trace.planes?.cr);
      }
    }
  };
  return {
    name,
    side: "ours",
    async sample() {
      const before = process.cpuUsage();
      const wall = await seconds(() => {
        for (let k = 0; k < passes; k++) pass();
      });
      const { user, system } = process.cpuUsage(before);
      return { value: (wall * 1e6) / (passes * traced), byCpuTime: (user + system) / (passes * traced) };
    },
  };
}

/** Rule "coviar" makes arrays when they are read. */
function read(...arrays: (ArrayLike<number> | undefined)[]): number {
  return arrays.reduce((sum, array) => sum + (array?.[0] ?? 0), 0);
}

/** The sum of `peers/coviar_loop.c` over our arrays of motion. */
export function motionSum(frames: readonly CodedFrame[], wanted: Wanted): number {
  const { width, height } = frames[0]!.picture!;
  const accumulator = createAccumulator({ width, height, rule: "coviar", residuals: false, reuse: true });
  let sum = 0;
  for (const [k, frame] of frames.entries()) {
    if (frame.type === "I") accumulator.start(frame);
    else {
      const { motion } = accumulator.push(frame);
      if (wanted === "last" && frames[k + 1]?.type === "P") continue;
      for (let i = 0; i < motion.length; i++) sum += motion[i]! * ((i % 1021) + 1);
    }
  }
  return sum;
}
