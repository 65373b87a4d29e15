import { joules, measure } from "@cvar/energy";
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { zeroInputs } from "./cost.js";

/** Triplets that a video is judged by. */
const TRIPLETS = 8;

/** A model's size and work, counted from a trace of one triplet. */
export interface ModelCard {
  readonly name: string;
  readonly params: number;
  readonly inputs: Readonly<Record<string, readonly (number | null)[]>>;
  /** Multiply-accumulates of what no spike drives, whatever the video. */
  readonly macsPerTriplet: number;
  readonly macsPerVideo: number;
  /** Operations behind spikes: one accumulate each for the share of neurons that fires, which only videos tell. */
  readonly spikeDrivenPerVideo: number;
  /** Of `macsPerVideo` alone, at 45 nm. */
  readonly joulesPerVideo: number;
}

/** Counts one triplet of zeros, on which no neuron fires, and multiplies by eight. */
export function modelCard(name: string, model: LayersModel): ModelCard {
  const inputs = zeroInputs(model, 1);
  const { macs, spikingMacs } = measure(model, inputs);
  tf.dispose(inputs);
  return {
    name,
    params: model.countParams(),
    inputs: Object.fromEntries(model.inputNames.map((input, i) => [input, model.inputs[i]!.shape])),
    macsPerTriplet: macs,
    macsPerVideo: TRIPLETS * macs,
    spikeDrivenPerVideo: TRIPLETS * spikingMacs,
    joulesPerVideo: joules({ macs: TRIPLETS * macs, accumulates: 0 }),
  };
}
