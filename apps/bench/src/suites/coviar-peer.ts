import type { Absent, Contestant } from "../harness/benchmark.js";
import { median } from "../harness/statistics.js";
import { type Python, PythonPeer } from "../peers/python.js";
import type { BenchClip } from "./clips.js";
import type { SuiteContext } from "./suite.js";

/**
 * How `peers/coviar_triplets.py` works: `"whole"` decodes and scales every frame and transforms whole frames, as CoViAR does;
 * `"chosen"` does nothing that the triplets do not need.
 */
export type CoviarWay = "whole" | "chosen";

/**
 * FFmpeg decoding and scaling in Python (PyAV), and CoViAR's transform in numpy, on one thread in a process of its own.
 * @param passes over the clip in one measurement
 * @param perPass of the figure's units, e.g. 8 triplets or 1 video
 */
export function coviarContestant(
  clip: BenchClip,
  way: CoviarWay,
  passes: number,
  perPass: number,
  { pyav }: SuiteContext,
): Contestant | Absent {
  const name = `PyAV and numpy, ${way === "whole" ? "as CoViAR" : "no more than needed"}`;
  if ("missing" in pyav) return { name, side: "peer", absent: pyav.missing };
  let peer: PythonPeer | null = null;
  const cpu: number[] = [];
  return {
    name,
    side: "peer",
    async sample() {
      peer ??= new PythonPeer(pyav as Python, 1, "coviar_triplets.py");
      const { seconds, cpuSeconds } = await peer.ask({ do: "read", path: clip.path, passes, way });
      cpu.push(Number(cpuSeconds) / (passes * perPass));
      return { value: (passes * perPass) / Number(seconds), byCpuTime: (passes * perPass) / Number(cpuSeconds) };
    },
    async facts() {
      const memory = await peer?.ask({ do: "memory" });
      const peak = memory === undefined ? null : Number(memory.peakBytes) / 2 ** 20;
      return { threads: 1, "CPU ms": 1000 * (median(cpu) ?? Number.NaN), "peak MiB": peak };
    },
    close: () => peer?.close(),
  };
}
