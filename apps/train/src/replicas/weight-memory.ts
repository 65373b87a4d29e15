import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";

/** Tensors of given shapes, one after the other in memory that threads share. */
export class WeightMemory {
  readonly #arrays: readonly Float32Array[];

  /** @param buffer  of another thread's WeightMemory of the same shapes; default: new memory */
  constructor(
    readonly shapes: readonly (readonly number[])[],
    readonly buffer: SharedArrayBuffer = new SharedArrayBuffer(4 * shapes.reduce((sum, shape) => sum + size(shape), 0)),
  ) {
    let at = 0;
    this.#arrays = shapes.map((shape) => {
      const array = new Float32Array(buffer, at, size(shape));
      at += array.byteLength;
      return array;
    });
  }

  /** Copies tensors of these shapes in. */
  write(tensors: readonly tf.Tensor[]): void {
    for (const [i, tensor] of tensors.entries()) this.#arrays[i]!.set(tensor.dataSync() as Float32Array);
  }

  /** A copy of tensor i. The caller owns it. */
  read(i: number): tf.Tensor {
    return tf.tensor(this.#arrays[i]!, [...this.shapes[i]!]);
  }
}

/** Shapes of what is measured in a model and not trained. */
export function statisticShapes(model: LayersModel): number[][] {
  return model.nonTrainableWeights.map((weight) => weight.shape as number[]);
}

function size(shape: readonly number[]): number {
  return tf.util.sizeFromShape([...shape]);
}
