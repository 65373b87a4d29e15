import type { CodedFrame } from "@cvar/bitstream";
import { openVideo } from "@cvar/bitstream/node";
import type { Benchmark } from "../harness/benchmark.js";
import { motionSum, ours, SIZE } from "./accumulate-ours.js";
import { type BenchClip, groupClips } from "./clips.js";
import { coviarLoopContestant, type LoopInput, writeLoopInput } from "./coviar-loop-peer.js";
import type { Suite, SuiteContext } from "./suite.js";

/** Frames of a clip that are traced, as many in short groups of pictures as in long ones. */
const FRAMES = { full: 250, quick: 12 };
const PASSES = { full: 2, quick: 1 };

/** Tracing frames that are decoded already, beside a loop such as CoViAR's in C, on the same vectors. */
export const accumulateSuite: Suite = {
  name: "accumulate",
  description: "µs/frame of tracing P- and B-frames, and bringing them to 224×224, beside CoViAR's loop in C (-O2)",
  peers: ["ffmpeg", "cc"],
  async run(context) {
    const results = [];
    for (const clip of await groupClips(context)) {
      const frames = await decode(clip, FRAMES[context.options.quick ? "quick" : "full"]);
      const input = writeLoopInput(frames, context, clip.name);
      results.push(await context.measure(traceBenchmark(clip, frames, input, context)));
      results.push(await context.measure(networkBenchmark(clip, frames, input, context)));
    }
    return results;
  },
};

/** Motion and residual at the frame's own size. */
function traceBenchmark(
  clip: BenchClip,
  frames: readonly CodedFrame[],
  input: LoopInput | { readonly missing: string },
  { options }: SuiteContext,
): Benchmark {
  const passes = PASSES[options.quick ? "quick" : "full"];
  const { traced, facts, pFramesOnly } = factsOf(frames);
  const contestant = (name: string, residuals: boolean, wanted: "each" | "last", rule: "paper" | "coviar") =>
    ours(name, frames, passes, { rule, residuals }, { wanted });
  return {
    name: `accumulate ${clip.name}`,
    unit: "µs/frame",
    better: "lower",
    facts: { ...facts, passes, threads: 1 },
    contestants: [
      contestant("cvar paper", true, "each", "paper"),
      contestant("cvar paper, motion alone", false, "each", "paper"),
      ...(pFramesOnly
        ? [
            contestant("cvar coviar, arrays of each frame", true, "each", "coviar"),
            contestant("cvar coviar, arrays of a group's last", true, "last", "coviar"),
          ]
        : []),
      ...(["each", "last"] as const).map((wanted) =>
        coviarLoopContestant(input, wanted, traced, passes, pFramesOnly ? motionSum(frames, wanted) : null),
      ),
    ],
  };
}

/** Motion and residual cropped, scaled and normalised; the peer's stay as they are. */
function networkBenchmark(
  clip: BenchClip,
  frames: readonly CodedFrame[],
  input: LoopInput | { readonly missing: string },
  { options }: SuiteContext,
): Benchmark {
  const passes = PASSES[options.quick ? "quick" : "full"];
  const { traced, facts, pFramesOnly } = factsOf(frames);
  const contestant = (
    name: string,
    transform: "fused" | "afterwards",
    every: number,
    rule: "paper" | "coviar" = "paper",
  ) => ours(name, frames, passes, { rule }, { transform, every });
  return {
    name: `accumulate to ${SIZE}×${SIZE} ${clip.name}`,
    unit: "µs/frame",
    better: "lower",
    facts: { ...facts, passes, threads: 1, size: SIZE },
    contestants: [
      contestant("cvar paper, fused", "fused", 1),
      contestant("cvar paper, afterwards", "afterwards", 1),
      contestant("cvar paper, fused, one frame of three", "fused", 3),
      ...(pFramesOnly ? [contestant("cvar coviar, fused", "fused", 1, "coviar")] : []),
      coviarLoopContestant(input, "each", traced, passes, null),
    ],
  };
}

function factsOf(frames: readonly CodedFrame[]) {
  const { width, height } = frames[0]!.picture!;
  const count = (type: string) => frames.filter((frame) => frame.type === type).length;
  const traced = frames.length - count("I");
  const facts = { width, height, groups: count("I"), pFrames: count("P"), bFrames: count("B") };
  return { traced, facts, pFramesOnly: count("B") === 0 };
}

/** The first frames of a clip, with everything that either rule reads. */
async function decode({ path }: BenchClip, count: number): Promise<CodedFrame[]> {
  const video = await openVideo(path);
  const frames: CodedFrame[] = [];
  for await (const frame of video.frames({ output: "pictures", residual: "coded", to: count })) frames.push(frame);
  await video.close();
  return frames;
}
