import type { KernelCall } from "@cvar/backend";

/** Kernels that weights go through on their way to a product, as a layer prepares them: the first input is the weights. */
const PREPARES = new Set([
  ...["Identity", "Reshape", "ExpandDims", "Cast", "Transpose", "Slice", "StridedSlice", "SplitV", "Unpack", "PadV2"],
  ...["Multiply", "RealDiv", "Neg"],
]);

/** Which calls are of one layer: those that read the same weights in the same scope. */
export class LayerIdentity {
  readonly #madeBy = new Map<number, { readonly call: KernelCall; readonly output: number }>();
  readonly #layers = new Map<string, number>();

  /** Takes note of a call, in the order of the trace. */
  add(call: KernelCall): void {
    call.outputs.forEach(({ tensor }, output) => {
      this.#madeBy.set(tensor, { call, output });
    });
  }

  /** Was this tensor computed during the run, other than by preparing weights? */
  isActivation(tensor: number): boolean {
    const { maker } = this.#root(tensor);
    return maker !== null;
  }

  /** The number of the layer that a convolution or product is of: 0, 1, … in the order in which they come first. */
  layerOf(call: KernelCall, weights: string): number {
    const { tensor, shape } = call.inputs[weights]!;
    const { root, path, maker } = this.#root(tensor);
    const key = [call.scope, call.kernel, shape, maker ?? root, path].join("|");
    const known = this.#layers.get(key);
    if (known !== undefined) return known;
    const next = this.#layers.size;
    this.#layers.set(key, next);
    return next;
  }

  /** The tensor that weights were prepared from; `maker` is the kernel that computed it, null if it was there before. */
  #root(tensor: number): { root: number; path: string; maker: string | null } {
    let [root, path] = [tensor, ""];
    for (;;) {
      const made = this.#madeBy.get(root);
      if (!made) return { root, path, maker: null };
      const inputs = Object.values(made.call.inputs);
      // A factor on the weights is the smaller of the two.
      const from = inputs.reduce((a, b) => (size(b.shape) > size(a.shape) ? b : a), inputs[0]!);
      if (!PREPARES.has(made.call.kernel) || !from) return { root, path, maker: made.call.kernel };
      if (made.call.outputs.length > 1) path += `:${made.output}`;
      if (made.call.kernel.endsWith("Slice")) path += `:${String(made.call.attributes.begin)}`;
      root = from.tensor;
    }
  }
}

const size = (shape: readonly number[]) => shape.reduce((n, extent) => n * extent, 1);
