import * as tf from "@tensorflow/tfjs-core";
import { convolveFrames } from "../conv-frames.js";
import { InvalidOptionError, ShapeMismatchError } from "../errors.js";

/** The weights of a convolution, as far as their number goes. */
export interface ConvolutionSynapses {
  readonly kind: "convolution";
  readonly filters: number;
  /** One number for every axis, or one per axis: [B, T, W, C] has one axis, [B, T, H, W, C] two, [B, T, D, H, W, C] three. */
  readonly kernelSize: number | readonly number[];
  /** 1 by default. */
  readonly stride?: number;
  /** `"valid"` (default), TensorFlow's `"same"`, or a number of zeros on both sides of every axis. */
  readonly padding?: "same" | "valid" | number;
  /** 1 by default. */
  readonly dilation?: number;
  /** Groups of channels that do not see each other, 1 by default; the number of channels makes it depthwise. */
  readonly groups?: number;
  /** Transposed, over two axes only: each spike is spread by the kernel, the size grows by the stride. False by default. */
  readonly transposed?: boolean;
}

/** The weights that a layer's spikes meet in the next one. */
export type Synapses = { readonly kind: "dense"; readonly units: number } | ConvolutionSynapses;

/** Weights that a spike meets per tap of the kernel. @throws InvalidOptionError */
export function weightsPerTap(synapses: Synapses, channels: number): number {
  if (synapses.kind === "dense") return whole("units", synapses.units);
  const [filters, groups] = [whole("filters", synapses.filters), whole("groups", synapses.groups ?? 1)];
  if (channels % groups !== 0 || filters % groups !== 0) {
    throw new InvalidOptionError("groups", groups, `a divisor of ${channels} channels and ${filters} filters`);
  }
  return filters / groups;
}

/**
 * How many spikes each output site sums, over all taps: the synapses with one filter and weights of one.
 *
 * @param sites  spikes of all channels together, [B, T, …, 1]; call inside `tf.tidy`
 * @throws ShapeMismatchError if there are other axes than the synapses have; InvalidOptionError
 */
export function throughUnitWeights(sites: tf.Tensor, synapses: Synapses): tf.Tensor {
  if (synapses.kind === "dense") return sites;
  const { stride = 1, padding = "valid", dilation = 1, transposed = false } = synapses;
  const [batch, steps, ...extent] = sites.shape.slice(0, -1) as [number, number, ...number[]];
  if (transposed ? extent.length !== 2 : extent.length < 1 || extent.length > 3) {
    throw new ShapeMismatchError("spikes", transposed ? "[B, T, H, W, C]" : "[B, T, (D, H,) W, C]", sites.shape);
  }
  const size = extent.map((_, axis) => {
    const { kernelSize } = synapses;
    return whole("kernelSize", typeof kernelSize === "number" ? kernelSize : kernelSize[axis]!);
  });
  const kernel = tf.ones([...size, 1, 1]);
  const maps = tf.reshape(sites, [batch * steps, ...extent, 1]);
  if (transposed) return spread(maps as tf.Tensor4D, kernel as tf.Tensor4D, synapses);
  if (extent.length === 2 && typeof padding === "number" && dilation === 1) {
    return convolveFrames(sites, { kernel: kernel as tf.Tensor4D, stride, padding });
  }
  const around: [number, number] = typeof padding === "number" ? [padding, padding] : [0, 0];
  const x = tf.pad(maps, [[0, 0], ...extent.map(() => around), [0, 0]]);
  const pad = typeof padding === "number" ? "valid" : padding;
  if (extent.length === 1) return tf.conv1d(x as tf.Tensor3D, kernel as tf.Tensor3D, stride, pad, "NWC", dilation);
  if (extent.length === 2) return tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, stride, pad, "NHWC", dilation);
  return tf.conv3d(x as tf.Tensor5D, kernel as tf.Tensor5D, stride, pad, "NDHWC", [dilation, dilation, dilation]);
}

function spread(maps: tf.Tensor4D, kernel: tf.Tensor4D, synapses: ConvolutionSynapses): tf.Tensor {
  const { stride = 1, padding = "valid", dilation = 1 } = synapses;
  if (typeof padding === "number") throw new InvalidOptionError("padding", padding, "same, valid where transposed");
  if (dilation !== 1) throw new InvalidOptionError("dilation", dilation, "1 where transposed");
  const [n, height, width] = maps.shape;
  const grown = (extent: number, taps: number) =>
    extent * stride + (padding === "valid" ? Math.max(taps - stride, 0) : 0);
  const shape: [number, number, number, number] = [n, grown(height, kernel.shape[0]), grown(width, kernel.shape[1]), 1];
  return tf.conv2dTranspose(maps, kernel, shape, stride, padding);
}

function whole(option: string, n: number): number {
  if (!Number.isInteger(n) || n < 1) throw new InvalidOptionError(option, n, "a whole number ≥ 1");
  return n;
}
