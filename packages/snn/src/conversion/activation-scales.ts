import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";

/** Activations that are kept of each layer to find a percentile among. */
const MAX_SAMPLES = 1_000_000;

/**
 * The robust maximum of each layer's activations: a percentile of those above 0 (Rueckauer et al. 2017, §2.2.2), 1 where
 * none is.
 *
 * @param layers whose outputs, behind their ReLU, are looked at
 * @param x calibration data, [N, …]; not disposed
 * @param percentile in (0, 100]; 100 is the maximum (Diehl et al. 2015)
 */
export async function activationScales(
  model: tfl.LayersModel,
  layers: readonly tfl.layers.Layer[],
  x: tf.Tensor,
  percentile: number,
  batchSize: number,
): Promise<number[]> {
  if (layers.length === 0) return [];
  const watched = tfl.model({
    inputs: model.inputs,
    outputs: layers.map((layer) => layer.output as tfl.SymbolicTensor),
  });
  const kept = layers.map(() => [] as Float32Array[]);
  const [samples] = x.shape as [number];
  for (let from = 0; from < samples; from += batchSize) {
    const count = Math.min(batchSize, samples - from);
    const outputs = tf.tidy(() => [watched.predictOnBatch(tf.slice(x, from, count))].flat());
    const share = Math.max(1, Math.floor((MAX_SAMPLES * count) / samples));
    for (const [i, output] of outputs.entries()) {
      kept[i]!.push(positiveSample((await output.data()) as Float32Array, share));
      output.dispose();
    }
  }
  return kept.map((parts) => percentileOf(parts, percentile));
}

/** The positive ones among evenly spaced values, `most` of them at most. */
function positiveSample(values: Float32Array, most: number): Float32Array {
  const stride = Math.max(1, Math.ceil(values.length / most));
  return values.filter((v, i) => v > 0 && i % stride === 0);
}

/** The smallest value that `percentile` percent do not exceed. */
function percentileOf(parts: readonly Float32Array[], percentile: number): number {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  if (all.length === 0) return 1;
  all.sort();
  return all[Math.min(all.length - 1, Math.max(0, Math.ceil((percentile / 100) * all.length) - 1))]!;
}
