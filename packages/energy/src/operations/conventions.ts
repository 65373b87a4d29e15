import { InvalidOptionError } from "../errors.js";
import type { Part } from "./part.js";

/** Names of the conventions by which operations are counted. */
export type ConventionName = "cvar" | "fvcore" | "ptflops" | "torch";

/**
 * How a network's attention would be written in PyTorch, where counters see it differently: `module`, as
 * `nn.MultiheadAttention`; `function`, as `scaled_dot_product_attention` between linear maps; `products`, as linear maps and
 * products.
 */
export type AttentionForm = "module" | "function" | "products";

/** A way of counting operations: which count, and how much. */
export interface Convention {
  readonly name: ConventionName;
  /** FLOPs of one multiply-accumulate. */
  readonly flopsPerMac: 1 | 2;
  /** Whether the multiply-accumulates of a convolution, linear map or product count. */
  countsMacs(part: Part, attention: AttentionForm): boolean;
  /** What everything else counts, in the convention's own unit; 0 for what it leaves out. */
  others(part: Part, attention: AttentionForm): number;
  /** What it follows. */
  readonly source: string;
}

const isAttentionProduct = (part: Part) => "attention" in part && part.attention === "product";
const isInAttention = (part: Part) => "attention" in part && part.attention !== undefined;

/** One for each multiply-accumulate of convolutions, linear maps and products, attention's included; nothing else counts. */
const cvar: Convention = {
  name: "cvar",
  flopsPerMac: 1,
  countsMacs: () => true,
  others: () => 0,
  source: "convolutions, linear maps and all products of matrices; nothing else",
};

/** fvcore's FlopCountAnalysis, of a network in inference. */
const fvcore: Convention = {
  name: "fvcore",
  flopsPerMac: 1,
  // The products of nn.MultiheadAttention are one operation too, scaled_dot_product_attention, that fvcore has no handle for.
  countsMacs: (part, attention) => attention === "products" || !isAttentionProduct(part),
  others: (part) => {
    if (part.kind === "normalisation") {
      if (part.statistics === "stored") return part.elements * (part.affine ? 2 : 1);
      return part.elements * (part.affine ? 5 : 4);
    }
    if (part.kind === "pooling") return part.average && part.global && part.rank === 2 ? part.inputs : 0;
    if (part.kind === "interpolation") return part.outputs * (part.linear ? 4 : 1);
    return 0;
  },
  source: "fvcore 0.1.5, nn/flop_count.py and nn/jit_handles.py",
};

/** Activations that ptflops counts as a module and again as the function that the module calls, and those that it counts once. */
const TWICE = ["relu", "prelu", "elu", "gelu"];
const ONCE = ["relu6", "leakyrelu", "silu", "softmax"];

/** ptflops' PyTorch backend, of a network that is made of modules. */
const ptflops: Convention = {
  name: "ptflops",
  flopsPerMac: 1,
  countsMacs: (part, attention) => attention !== "function" || !isAttentionProduct(part),
  others: (part, attention) => {
    if (attention === "function" && isAttentionProduct(part)) return 0;
    if (part.kind === "bias") return part.elements;
    if (part.kind === "normalisation") {
      return part.elements * (part.statistics === "stored" && part.affine ? 2 : 1);
    }
    // A module and the function that it calls: each counts what goes in.
    if (part.kind === "pooling") return 2 * part.inputs;
    if (part.kind === "interpolation") return part.outputs;
    if (part.kind === "activation") {
      if (TWICE.includes(part.name)) return 2 * part.elements;
      return ONCE.includes(part.name) ? part.elements : 0;
    }
    // nn.MultiheadAttention scales the queries.
    if (part.kind === "element-wise") return attention === "module" && part.attention === "scaling" ? part.elements : 0;
    return 0;
  },
  source: "ptflops 0.7.5, pytorch_ops.py and pytorch_engine.py",
};

/** PyTorch's own counter. */
const torch: Convention = {
  name: "torch",
  flopsPerMac: 2,
  // In inference nn.MultiheadAttention is one native operation that the counter does not know: its maps are not seen either.
  // Of the function it knows only the form that graphics processors have.
  countsMacs: (part, attention) => {
    if (attention === "products") return true;
    return attention === "module" ? !isInAttention(part) : !isAttentionProduct(part);
  },
  others: () => 0,
  source: "torch.utils.flop_counter of PyTorch 2.3.1",
};

/** Every convention by name. */
export const conventions: Readonly<Record<ConventionName, Convention>> = { cvar, fvcore, ptflops, torch };

/** @throws InvalidOptionError for a name that is none */
export function conventionOf(name: string): Convention {
  if (!Object.hasOwn(conventions, name)) {
    throw new InvalidOptionError("convention", name, Object.keys(conventions).join(", "));
  }
  return conventions[name as ConventionName];
}
