import * as tf from "@tensorflow/tfjs-core";
import { NirLayer } from "./nir-layer.js";
import { NirNetworkLayer } from "./nir-network-layer.js";

/**
 * Makes the layers of `nirToLayers` known to `loadLayersModel`: for programs that only load such models, where a
 * bundler would leave the layers out. Idempotent.
 */
export function registerNirLayers(): void {
  for (const layer of [NirLayer, NirNetworkLayer]) {
    tf.serialization.registerClass(
      layer as unknown as tf.serialization.SerializableConstructor<tf.serialization.Serializable>,
    );
  }
}
