import * as tf from "@tensorflow/tfjs-core";
import { NoValuesError } from "../errors.js";

/** Name under which kernels of shapes alone are registered. */
export const SHAPE_BACKEND = "cvar-shapes";

/** A backend whose tensors have a shape and a type and no values: what is written to it is forgotten. */
export class ShapeBackend extends tf.KernelBackend {
  readonly #references = new Map<object, number>();

  override write(): object {
    const dataId = {};
    this.#references.set(dataId, 1);
    return dataId;
  }

  /** The output of a kernel. */
  makeOutput(shape: readonly number[], dtype: tf.DataType): tf.TensorInfo {
    return { dataId: this.write(), shape: [...shape], dtype };
  }

  override readSync(): never {
    throw new NoValuesError();
  }

  override async read(): Promise<never> {
    throw new NoValuesError();
  }

  override readToGPU(): never {
    throw new NoValuesError();
  }

  override move(): never {
    throw new NoValuesError();
  }

  override refCount(dataId: object): number {
    return this.#references.get(dataId) ?? 0;
  }

  /** A variable may be made of a tensor that lives elsewhere: its own backend counts it. */
  override incRef(dataId: object): void {
    const count = this.#references.get(dataId);
    if (count !== undefined) this.#references.set(dataId, count + 1);
    else backendOf(dataId)?.incRef(dataId);
  }

  override disposeData(dataId: object, force = false): boolean {
    const count = this.#references.get(dataId);
    if (count === undefined) return true;
    if (!force && count > 1) {
      this.#references.set(dataId, count - 1);
      return false;
    }
    this.#references.delete(dataId);
    return true;
  }

  override numDataIds(): number {
    return this.#references.size;
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: false };
  }

  override timerAvailable(): boolean {
    return false;
  }

  override async time(f: () => void): Promise<{ kernelMs: number }> {
    f();
    return { kernelMs: 0 };
  }

  override floatPrecision(): 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  override dispose(): void {
    this.#references.clear();
  }
}

/** The backend that holds a tensor's values, as the engine knows it. */
export function backendOf(dataId: object): tf.KernelBackend | undefined {
  const { state } = tf.engine() as unknown as {
    state: { tensorInfo: WeakMap<object, { backend: tf.KernelBackend }> };
  };
  return state.tensorInfo.get(dataId)?.backend;
}
