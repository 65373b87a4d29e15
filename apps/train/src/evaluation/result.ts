import type { EnergyReport } from "@cvar/energy/report";

/** What recognising one video takes: eight samples, each in so many crops, through the network. */
export interface Cost {
  /** Weights, frozen ones included. */
  readonly params: number;
  /** Multiply-accumulates that are no spike's: with real numbers on both sides. */
  readonly macsPerVideo: number;
  /** Accumulates that spikes caused, and the spikes themselves. */
  readonly accumulatesPerVideo: number;
  readonly spikesPerVideo: number;
  /** Share of neurons and time steps that fired; null in a network without spikes. */
  readonly spikeRate: number | null;
  /** At 45 nm: 4.6 pJ per multiply-accumulate, 0.9 pJ per accumulate. */
  readonly energyJoules: number;
  /** Videos that spikes were counted on. */
  readonly measuredOn: number;
  /** The same by layer, and with memory accesses; results of version 0.1 have none. */
  readonly energy?: EnergyReport;
}

/** One clip's answer. */
export interface ClipResult {
  readonly file: string;
  /** null: the clip has none, there is only the answer. */
  readonly label: string | null;
  readonly predicted: string;
  /** Softmax of the mean logits, of the predicted class. */
  readonly probability: number;
}

/** What `cvar evaluate` finds and writes to `result.json`. */
export interface Result extends Cost {
  readonly model: string;
  readonly modalities: readonly string[];
  readonly data: string;
  readonly split: string;
  /** Samples of a video, and what they are called ("triplets", "pairs of groups", "I-frames", "groups"). */
  readonly views: number;
  readonly view: string;
  /** Crops of each of them: `views` × this many views a video. */
  readonly crops: number;
  /** Of the clips with a label; null: none has one. */
  readonly top1: number | null;
  readonly top5: number | null;
  /** 1 / classes, and the share of the most frequent class. */
  readonly chance: number;
  readonly majority: number | null;
  /** Clips that were recognised, and those of them that have a label to judge by. */
  readonly testClips: number;
  readonly labelledClips: number;
  readonly classes: readonly string[];
  readonly confusion: readonly (readonly number[])[];
  readonly perClass: readonly (number | null)[];
  /** Whole way: reading, decoding, tracing, network. */
  readonly videosPerSecond: number;
  readonly secondsPerVideo: number;
  /** In the network alone. */
  readonly networkSecondsPerVideo: number;
  readonly backend: string;
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
  readonly clips: readonly ClipResult[];
  /** Top-1 of the same training by its inputs ("image+motion+residual", "image"), this run's included. */
  readonly ablation?: Readonly<Record<string, number | null>>;
}
