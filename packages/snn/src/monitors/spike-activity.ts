import * as tf from "@tensorflow/tfjs-core";

/** How much a layer spiked. */
export interface SpikeActivity {
  /** Ones in the tensor. */
  readonly spikes: number;
  /** Entries of the tensor: neurons × steps × samples. */
  readonly sites: number;
  /** spikes / sites. */
  readonly rate: number;
}

/**
 * Counts the spikes of each layer.
 *
 * @param spikes tensors of zeros and ones, e.g. those of `stm(...)` or of the layers' `spikes(x)`; they are not disposed
 */
export async function spikeActivity(spikes: readonly tf.Tensor[]): Promise<SpikeActivity[]> {
  return Promise.all(
    spikes.map(async (layer) => {
      const total = tf.tidy(() => tf.sum(layer));
      const [count] = await total.data();
      total.dispose();
      return { spikes: count!, sites: layer.size, rate: count! / layer.size };
    }),
  );
}
