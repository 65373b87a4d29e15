import * as tf from "@tensorflow/tfjs-core";
import { everyNth, runKernel, spread } from "./operations.js";

/**
 * Gradients of dilated convolutions, which tfjs refuses.
 *
 * A dilated filter is an ordinary one with zeros between its taps, so dX is the ordinary gradient with the spread filter,
 * and dW every dilation-th tap of the ordinary gradient of the spread filter. On wasm the kernels take dilations as they
 * are. Everything else is as in tfjs, and the rounding of the output's extents is passed on.
 */
export const convolutionGradients: readonly tf.GradConfig[] = [
  gradientOf(tf.Conv2D, tf.Conv2DBackpropInput, tf.Conv2DBackpropFilter, 2),
  gradientOf(
    tf.DepthwiseConv2dNative,
    tf.DepthwiseConv2dNativeBackpropInput,
    tf.DepthwiseConv2dNativeBackpropFilter,
    2,
  ),
  gradientOf(tf.Conv3D, tf.Conv3DBackpropInputV2, tf.Conv3DBackpropFilterV2, 3),
  { kernelName: tf.Conv3DBackpropInputV2, inputsToSave: ["dy", "filter"], gradFunc: transposedVolume },
];

function gradientOf(kernelName: string, inputKernel: string, filterKernel: string, axes: number): tf.GradConfig {
  return {
    kernelName,
    inputsToSave: ["x", "filter"],
    gradFunc: (dy, saved, attributes) => {
      const [x, filter] = saved as [tf.Tensor, tf.Tensor];
      const { dilations } = attributes as unknown as { dilations?: number | number[] };
      const steps = Array.from({ length: axes }, (_, i) =>
        typeof dilations === "number" ? dilations : (dilations?.[i] ?? 1),
      );
      const asIs = tf.getBackend() === "wasm";
      const attrs = asIs ? { ...attributes, dilations: steps } : { ...attributes, dilations: steps.map(() => 1) };
      const spreadShape = filter.shape.map((taps, i) => (i < axes && !asIs ? (taps - 1) * steps[i]! + 1 : taps));
      const each = (tensor: tf.Tensor, change: typeof spread) =>
        asIs ? tensor : steps.reduce((result, step, axis) => change(result, axis, step), tensor);
      const cotangent = dy as tf.Tensor;
      return {
        x: () =>
          runKernel(inputKernel, { dy: cotangent, filter: each(filter, spread) }, { ...attrs, inputShape: x.shape }),
        filter: () =>
          each(runKernel(filterKernel, { x, dy: cotangent }, { ...attrs, filterShape: spreadShape }), everyNth),
      };
    },
  };
}

/** The gradient of `conv3dTranspose`, which is the input gradient of a convolution used forwards; tfjs has none. */
function transposedVolume(cotangent: tf.Tensor | tf.Tensor[], saved: tf.Tensor[], attributes: tf.NamedAttrMap) {
  const [dy, filter] = saved as [tf.Tensor, tf.Tensor];
  const ddx = cotangent as tf.Tensor;
  const attrs = { dataFormat: "NDHWC", dilations: [1, 1, 1], ...attributes };
  return {
    dy: () => runKernel(tf.Conv3D, { x: ddx, filter }, attrs),
    filter: () => runKernel(tf.Conv3DBackpropFilterV2, { x: ddx, dy }, { ...attrs, filterShape: filter.shape }),
  };
}
