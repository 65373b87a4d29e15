import type { NirType } from "./graph.js";

/**
 * What a field of a node holds.
 * - `array`: numbers of any shape; `array?` the same, with a default where a file lacks it
 * - `shape`, `shape?`: whole numbers ≥ 1, or null
 * - `int`, `dim`: one whole number ≥ 1; one of either sign
 * - `pair`, `pad`: two whole numbers, ≥ 1 or ≥ 0; a file may hold one for both
 * - `padding1`, `padding2`: one or two whole numbers ≥ 0, or "same" or "valid"
 */
export type FieldKind =
  | "array"
  | "array?"
  | "shape"
  | "shape?"
  | "extent?"
  | "int"
  | "dim"
  | "pair"
  | "pad"
  | "padding1"
  | "padding2";

const pool = { kernel_size: "pair", stride: "pair", padding: "pad" } as const;

/** The fields of every primitive but NIRGraph, in the specification's order and names. */
export const FIELDS: Readonly<Record<Exclude<NirType, "NIRGraph">, Readonly<Record<string, FieldKind>>>> = {
  Input: { shape: "shape" },
  Output: { shape: "shape" },
  Affine: { weight: "array", bias: "array" },
  Linear: { weight: "array" },
  Scale: { scale: "array" },
  Threshold: { threshold: "array" },
  Conv1d: {
    input_shape: "extent?",
    weight: "array",
    stride: "int",
    padding: "padding1",
    dilation: "int",
    groups: "int",
    bias: "array",
  },
  Conv2d: {
    input_shape: "shape?",
    weight: "array",
    stride: "pair",
    padding: "padding2",
    dilation: "pair",
    groups: "int",
    bias: "array",
  },
  AvgPool2d: pool,
  SumPool2d: pool,
  Flatten: { input_type: "shape?", start_dim: "dim", end_dim: "dim" },
  Delay: { delay: "array" },
  I: { r: "array" },
  LI: { tau: "array", r: "array", v_leak: "array" },
  IF: { r: "array", v_threshold: "array", v_reset: "array?" },
  LIF: { tau: "array", r: "array", v_leak: "array", v_threshold: "array", v_reset: "array?" },
  CubaLI: { tau_syn: "array", tau_mem: "array", r: "array", v_leak: "array", w_in: "array?" },
  CubaLIF: {
    tau_syn: "array",
    tau_mem: "array",
    r: "array",
    v_leak: "array",
    v_threshold: "array",
    v_reset: "array?",
    w_in: "array?",
  },
};

/** The nodes whose arrays all have the shape of their input and output. */
export const ELEMENTWISE: ReadonlySet<string> = new Set([
  "Scale",
  "Threshold",
  "Delay",
  "I",
  "LI",
  "IF",
  "LIF",
  "CubaLI",
  "CubaLIF",
]);

/** The nodes that remember: their output depends on more than this step's input. */
export const STATEFUL: ReadonlySet<string> = new Set(["Delay", "I", "LI", "IF", "LIF", "CubaLI", "CubaLIF"]);
