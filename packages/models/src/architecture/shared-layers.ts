import type * as tfl from "@tensorflow/tfjs-layers";

/**
 * Lets `model.dispose()` free the weights of layers that a model applies more than once: tf.layers counts a reference for
 * each application, and gives back one for each model.
 *
 * @returns the model itself
 */
export function ownsSharedLayers(model: tfl.LayersModel): tfl.LayersModel {
  for (const layer of model.layers) {
    for (let node = 1; node < layer.inboundNodes.length; node++) layer.dispose();
  }
  return model;
}
