import type { KernelCall, TracedTensor } from "@cvar/backend";

/** Kernels that only move or relabel elements. */
export const MOVES: ReadonlySet<string> = new Set([
  ...["Reshape", "Identity", "ExpandDims", "Cast", "Transpose", "Slice", "StridedSlice", "SplitV", "Unpack", "Pack"],
  ...["Concat", "Tile", "BroadcastTo", "PadV2", "MirrorPad", "Reverse", "GatherV2", "GatherNd", "SpaceToBatchND"],
  ...["BatchToSpaceND", "DepthToSpace", "ScatterNd"],
]);

const VIEWS: ReadonlySet<string> = new Set(["Reshape", "Identity", "ExpandDims"]);

/** True where the output is the input under another shape, or a slice that is the whole: nothing need be read or written. */
export function isView({ kernel, inputs, outputs }: KernelCall): boolean {
  return VIEWS.has(kernel) || (kernel === "Slice" && elements(inputs.x!) === elements(outputs[0]!));
}

/** Which call made each tensor, which calls use it, and which tensors are weights or made of weights alone. */
export interface TraceGraph {
  readonly calls: readonly KernelCall[];
  /** The call that made a tensor; undefined for what came from outside. */
  maker(tensor: TracedTensor): KernelCall | undefined;
  users(tensor: TracedTensor): readonly KernelCall[];
  /** True for tensors that came from outside and are no inputs, and for what is computed of them alone. */
  isWeight(tensor: TracedTensor): boolean;
  /** The tensors from outside that are no inputs, each once, with the call that first used it. */
  readonly leaves: readonly { readonly tensor: TracedTensor; readonly user: KernelCall }[];
}

/** @param inputs  identities of the tensors that were given as inputs */
export function traceGraph(calls: readonly KernelCall[], inputs: ReadonlySet<number>): TraceGraph {
  const makers = new Map<number, KernelCall>();
  const users = new Map<number, KernelCall[]>();
  const weights = new Set<number>();
  const leaves = new Map<number, { tensor: TracedTensor; user: KernelCall }>();
  for (const call of calls) {
    const operands = Object.values(call.inputs);
    for (const tensor of operands) {
      const all = users.get(tensor.tensor);
      if (all) all.push(call);
      else users.set(tensor.tensor, [call]);
      if (makers.has(tensor.tensor) || inputs.has(tensor.tensor)) continue;
      weights.add(tensor.tensor);
      if (!leaves.has(tensor.tensor)) leaves.set(tensor.tensor, { tensor, user: call });
    }
    const constant = operands.every(({ tensor }) => weights.has(tensor));
    for (const { tensor } of call.outputs) {
      makers.set(tensor, call);
      if (constant) weights.add(tensor);
    }
  }
  return {
    calls,
    maker: ({ tensor }) => makers.get(tensor),
    users: ({ tensor }) => users.get(tensor) ?? [],
    isWeight: ({ tensor }) => weights.has(tensor),
    leaves: [...leaves.values()],
  };
}

/** Elements of a tensor. */
export function elements({ shape }: TracedTensor): number {
  return shape.reduce((product, extent) => product * extent, 1);
}
