import * as tf from "@tensorflow/tfjs-core";
import { isWasm } from "../wasm/backend.js";
import { covered, pictureAxes, volumeAxes, type WindowAttributes, type WindowAxes } from "../window-geometry.js";
import { inputsOf, type KernelArguments, type TrainingKernel } from "./training-kernel.js";
import { onArrays } from "./typed-arrays.js";
import { poolGradientOnHeap } from "./wasm-pools.js";

/** Attributes of the pooling kernels and of their gradients. */
export interface PoolAttributes extends WindowAttributes {
  readonly filterSize: number | readonly number[];
}

/**
 * dX of average pooling over pictures and volumes: each input of a window gets dY / (inputs in the window). cpu and wasm
 * divide by the window's full size even where a border cuts it, although their forward pass does not.
 */
export const averagePoolGradients = onBoth(tf.AvgPoolGrad, tf.AvgPool3DGrad, (args) => {
  const { dy, input } = inputsOf(args) as { dy: tf.TensorInfo; input: tf.TensorInfo };
  const axes = poolAxes(input.shape, args, dy.shape);
  if (isWasm(args.backend)) return poolGradientOnHeap(args.backend, "average", input, dy, axes);
  return onArrays(args.backend, [dy], input.shape, ([cotangent], dx) => {
    const channels = input.shape.at(-1)!;
    forEachWindow(axes, input.shape[0]!, (window, size, output) => {
      for (let c = 0; c < channels; c++) {
        const share = cotangent![output * channels + c]! / size;
        for (let i = 0; i < size; i++) dx[window[i]! * channels + c]! += share;
      }
    });
  });
});

/**
 * dX of max pooling over pictures and volumes: dY goes to the window's first maximum. wasm's own loses it where that
 * maximum is not positive; cpu's and wasm's misplace the windows wherever the forward pass does.
 */
export const maxPoolGradients = onBoth(tf.MaxPoolGrad, tf.MaxPool3DGrad, (args) => {
  const { dy, input } = inputsOf(args) as { dy: tf.TensorInfo; input: tf.TensorInfo };
  const axes = poolAxes(input.shape, args, dy.shape);
  if (isWasm(args.backend) && input.dtype === "float32") {
    return poolGradientOnHeap(args.backend, "max", input, dy, axes);
  }
  return onArrays(args.backend, [dy, input], input.shape, ([cotangent, x], dx) => {
    const channels = input.shape.at(-1)!;
    forEachWindow(axes, input.shape[0]!, (window, size, output) => {
      for (let c = 0; c < channels; c++) {
        let best = window[0]! * channels + c;
        for (let i = 1; i < size; i++) {
          const at = window[i]! * channels + c;
          if (x![at]! > x![best]!) best = at;
        }
        dx[best]! += cotangent![output * channels + c]!;
      }
    });
  });
});

function onBoth(pictures: string, volumes: string, kernel: tf.KernelFunc): TrainingKernel[] {
  return [pictures, volumes].flatMap((kernelName) =>
    (["cpu", "wasm"] as const).map((backendName) => ({ kernelName, backendName, create: () => kernel })),
  );
}

/** Windows of a pooling kernel over pictures (rank 4) or volumes (rank 5), channels last. */
export function poolAxes(
  input: readonly number[],
  { attrs }: Pick<KernelArguments, "attrs">,
  outputs?: readonly number[],
): WindowAxes {
  const attributes = attrs as unknown as PoolAttributes;
  const { filterSize } = attributes;
  const filter = typeof filterSize === "number" ? [filterSize, filterSize, filterSize] : filterSize;
  return (input.length === 5 ? volumeAxes : pictureAxes)(input, filter, attributes, outputs);
}

/**
 * Visits each window: the positions (counted without channels) of its inputs inside the volume, how many they are (at
 * least one), and the position of its output. The array of positions is reused.
 */
export function forEachWindow(
  [depth, height, width]: WindowAxes,
  batch: number,
  visit: (window: Int32Array, size: number, output: number) => void,
): void {
  const window = new Int32Array(depth.taps * height.taps * width.taps);
  let output = 0;
  for (let n = 0; n < batch; n++) {
    for (let oz = 0; oz < depth.outputs; oz++) {
      const [z0, z1] = covered(depth, oz);
      for (let oy = 0; oy < height.outputs; oy++) {
        const [y0, y1] = covered(height, oy);
        for (let ox = 0; ox < width.outputs; ox++, output++) {
          const [x0, x1] = covered(width, ox);
          let size = 0;
          for (let z = z0; z < z1; z++) {
            for (let y = y0; y < y1; y++) {
              const row = ((n * depth.inputs + z) * height.inputs + y) * width.inputs;
              for (let x = x0; x < x1; x++) window[size++] = row + x;
            }
          }
          if (size > 0) visit(window, size, output);
        }
      }
    }
  }
}
