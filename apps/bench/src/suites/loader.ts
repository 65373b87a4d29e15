import { type ClipReaders, createClipReaders, createLoader } from "@cvar/data/node";
import { MeasurementError } from "../errors.js";
import type { Benchmark, Contestant } from "../harness/benchmark.js";
import { median } from "../harness/statistics.js";
import { seconds } from "../harness/stopwatch.js";
import { type BenchClip, ucf101LikeClips } from "./clips.js";
import { coviarContestant } from "./coviar-peer.js";
import type { Suite, SuiteContext } from "./suite.js";
import { readTripletsContestant, SHAPE, TRIPLETS } from "./triplets.js";

/** Videos of one measurement by threads: so many that its beginning and end, when one thread has nothing to do, do not count. */
const LOADED_VIDEOS = { full: 72, quick: 2 };
/** Videos of one measurement on one thread. */
const VIDEOS = { full: 24, quick: 2 };
/** Of the peers', which take longer. */
const PEER_VIDEOS = { full: 6, quick: 1 };

/** What training and evaluation wait for: batches of triplets by worker threads, and videos by one thread. */
export const loaderSuite: Suite = {
  name: "loader",
  description:
    "triplets/s by 1 and 2 worker threads, videos/s to 8 triplets, beside PyAV and CoViAR's transform in numpy",
  peers: ["ffmpeg", "pyav"],
  async run(context) {
    const results = [];
    for (const clip of await ucf101LikeClips(context)) {
      results.push(await context.measure(threadsBenchmark(clip, context)));
      results.push(await context.measure(oneVideoBenchmark(clip, context)));
    }
    return results;
  },
};

/** Batches of 8 triplets of a list of videos: one worker thread beside two, which are kept from round to round. */
function threadsBenchmark(clip: BenchClip, context: SuiteContext): Benchmark {
  const size = context.options.quick ? "quick" : "full";
  const one = loaderContestant(clip, 1, LOADED_VIDEOS[size], null);
  const two = loaderContestant(clip, 2, LOADED_VIDEOS[size], one.samples);
  return {
    name: `loader ${clip.name}`,
    unit: "triplets/s",
    better: "higher",
    facts: { videos: LOADED_VIDEOS[size], batch: TRIPLETS, arrays: "borrowed", ...SHAPE },
    contestants: [
      one.contestant,
      two.contestant,
      coviarContestant(clip, "whole", PEER_VIDEOS[size], TRIPLETS, context),
      coviarContestant(clip, "chosen", PEER_VIDEOS[size], TRIPLETS, context),
    ],
  };
}

/** A file on disk → 8 normalised triplets, on one thread. */
function oneVideoBenchmark(clip: BenchClip, context: SuiteContext): Benchmark {
  const size = context.options.quick ? "quick" : "full";
  return {
    name: `video to triplets ${clip.name}`,
    unit: "videos/s",
    better: "higher",
    facts: { triplets: TRIPLETS, ...SHAPE, threads: 1 },
    contestants: [
      readTripletsContestant(clip, VIDEOS[size], true),
      coviarContestant(clip, "whole", PEER_VIDEOS[size], 1, context),
      coviarContestant(clip, "chosen", PEER_VIDEOS[size], 1, context),
    ],
  };
}

/** @param beside  figures of one worker in the same rounds, to compare with */
function loaderContestant({ path }: BenchClip, workers: number, videos: number, beside: readonly number[] | null) {
  const samples: number[] = [];
  const perTriplet: number[] = [];
  let readers: ClipReaders | null = null;
  let memoryBytes = 0;
  const clips = Array.from({ length: videos }, () => ({ file: path, label: "any", split: "test" as const }));
  const options = {
    clips,
    classes: ["any"],
    shape: SHAPE,
    batchSize: TRIPLETS,
    mode: "eval",
    arrays: "borrowed",
  } as const;
  const contestant: Contestant = {
    name: `cvar loader, ${workers} worker${workers === 1 ? "" : "s"}`,
    side: "ours",
    async sample() {
      readers ??= createClipReaders(workers);
      const loader = createLoader({ ...options, readers });
      memoryBytes = loader.memoryBytes;
      let triplets = 0;
      const before = process.cpuUsage();
      const wall = await seconds(async () => {
        for await (const batch of loader) triplets += batch.triplets.length;
      });
      const { user, system } = process.cpuUsage(before);
      if (triplets !== videos * TRIPLETS) throw new MeasurementError(`${triplets} triplets of ${videos * TRIPLETS}`);
      perTriplet.push((user + system) / 1000 / triplets);
      samples.push(triplets / wall);
      return { value: triplets / wall, byCpuTime: (triplets * 1e6) / (user + system) };
    },
    facts: () => ({
      ...(beside !== null && { "times one worker": median(samples.map((value, k) => value / beside[k]!)) }),
      "CPU ms": median(perTriplet),
      "MiB of batches": memoryBytes / 2 ** 20,
    }),
    close: () => readers?.close(),
  };
  return { contestant, samples };
}
