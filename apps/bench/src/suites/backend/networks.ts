import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { numbers } from "./numbers.js";
import type { Task } from "./task.js";

/** The network of a training step: [batch, size, size, 3] → logits [batch, classes]. */
export function cnn({ size, filters, classes }: Extract<Task, { kind: "cnn" }>): tfl.LayersModel {
  const convolution = (count: number, first: boolean) =>
    tfl.layers.conv2d({
      filters: count,
      kernelSize: 3,
      padding: "same",
      activation: "relu",
      ...(first && { inputShape: [size, size, 3] }),
    });
  const pool = () => tfl.layers.maxPooling2d({ poolSize: 2, strides: 2 });
  const layers = filters.flatMap((count, i) => [convolution(count, i === 0), ...(i % 2 === 1 ? [pool()] : [])]);
  return seeded(
    tfl.sequential({
      layers: [...layers, tfl.layers.globalAveragePooling2d({}), tfl.layers.dense({ units: classes })],
    }),
  );
}

/** One block, [batch, size, size, channels] → the same. */
export function mbconv(task: Extract<Task, { kind: "mbconv" }>): tfl.LayersModel {
  const { size, channels, expanded, squeezed, kernel } = task;
  const x = tfl.input({ shape: [size, size, channels] });
  const apply = (layer: tfl.layers.Layer, to: tfl.SymbolicTensor) => layer.apply(to) as tfl.SymbolicTensor;
  const pointwise = (filters: number, activation?: "swish" | "sigmoid") =>
    tfl.layers.conv2d({ filters, kernelSize: 1, useBias: activation !== undefined, ...(activation && { activation }) });
  const normalised = (layer: tfl.layers.Layer, to: tfl.SymbolicTensor) =>
    apply(tfl.layers.batchNormalization({ epsilon: 1e-3 }), apply(layer, to));
  const swish = (to: tfl.SymbolicTensor) => apply(tfl.layers.activation({ activation: "swish" }), to);
  let y = swish(normalised(pointwise(expanded), x));
  const depthwise = tfl.layers.depthwiseConv2d({ kernelSize: kernel, padding: "same", useBias: false });
  y = swish(normalised(depthwise, y));
  let gate = apply(tfl.layers.globalAveragePooling2d({}), y);
  gate = apply(tfl.layers.reshape({ targetShape: [1, 1, expanded] }), gate);
  gate = apply(pointwise(expanded, "sigmoid"), apply(pointwise(squeezed, "swish"), gate));
  y = tfl.layers.multiply().apply([y, gate]) as tfl.SymbolicTensor;
  y = normalised(pointwise(channels), y);
  return seeded(tfl.model({ inputs: x, outputs: tfl.layers.add().apply([x, y]) as tfl.SymbolicTensor }));
}

/**
 * Filters and matrices become pseudo-random, weight i from seed 100 + i of the trainable weights, scaled by √(3 / inputs
 * of one output); biases, scales and means stay.
 */
function seeded(model: tfl.LayersModel): tfl.LayersModel {
  model.trainableWeights.forEach((weight, i) => {
    const shape = weight.shape as number[];
    if (shape.length < 2) return;
    const depthwise = weight.originalName.includes("depthwise");
    const inputs = shape.slice(0, depthwise ? 2 : -1).reduce((product, extent) => product * extent, 1);
    const values = numbers(tf.util.sizeFromShape(shape), 100 + i).map((v) => v * Math.sqrt(3 / inputs));
    tf.tidy(() => {
      weight.write(tf.tensor(values, shape));
    });
  });
  return model;
}
