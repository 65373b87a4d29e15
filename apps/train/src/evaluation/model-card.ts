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
  readonly macsPerTriplet: number;
  /** As a network of real numbers everywhere: every operation a multiply-accumulate, spikes or not. */
  readonly macsPerVideo: number;
  readonly joulesPerVideo: number;
}

/** Counts one triplet of zeros (without spikes nothing else depends on the values) and multiplies by eight. */
export async function modelCard(name: string, model: LayersModel): Promise<ModelCard> {
  const inputs = zeroInputs(model, 1);
  const { macs, spikingMacs } = measure(model, inputs);
  const denseMacs = macs + spikingMacs;
  tf.dispose(inputs);
  return {
    name,
    params: model.countParams(),
    inputs: Object.fromEntries(model.inputNames.map((input, i) => [input, model.inputs[i]!.shape])),
    macsPerTriplet: denseMacs,
    macsPerVideo: TRIPLETS * denseMacs,
    joulesPerVideo: joules({ macs: TRIPLETS * denseMacs, accumulates: 0 }),
  };
}
