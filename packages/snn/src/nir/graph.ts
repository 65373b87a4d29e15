/** Numbers of one parameter, in NIR's axis order (channels first), row by row. Whole numbers of a file become float64. */
export interface NirArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array;
}

/** What a node or graph carries that is not computed with. */
export interface NirMetadata {
  readonly [key: string]: string | number | NirArray | NirMetadata;
}

interface NodeBase<Type extends string> {
  readonly type: Type;
  readonly metadata?: NirMetadata;
}

/** `"same"` (as much as keeps the extent), `"valid"` (none), or zeros on both sides. */
export type NirPadding = "same" | "valid";

/** Where data enters; `shape` is one sample's at one moment, e.g. [C, H, W]. */
export interface NirInput extends NodeBase<"Input"> {
  readonly shape: readonly number[];
}

/** Where data leaves. */
export interface NirOutput extends NodeBase<"Output"> {
  readonly shape: readonly number[];
}

/** y = W·x + b; `weight` [out, in], `bias` [out]. */
export interface NirAffine extends NodeBase<"Affine"> {
  readonly weight: NirArray;
  readonly bias: NirArray;
}

/** y = W·x; `weight` [out, in]. */
export interface NirLinear extends NodeBase<"Linear"> {
  readonly weight: NirArray;
}

/** y = s ⊙ x; `scale` of x's shape. */
export interface NirScale extends NodeBase<"Scale"> {
  readonly scale: NirArray;
}

/** z = H(x − θ), 1 above the threshold. */
export interface NirThreshold extends NodeBase<"Threshold"> {
  readonly threshold: NirArray;
}

/** Cross-correlation along one axis; `weight` [out, in / groups, k], `bias` [out], `input_shape` N or null. */
export interface NirConv1d extends NodeBase<"Conv1d"> {
  readonly input_shape: number | null;
  readonly weight: NirArray;
  readonly stride: number;
  readonly padding: number | NirPadding;
  readonly dilation: number;
  readonly groups: number;
  readonly bias: NirArray;
}

/** Cross-correlation along two axes; `weight` [out, in / groups, kh, kw], `bias` [out], `input_shape` [H, W] or null. */
export interface NirConv2d extends NodeBase<"Conv2d"> {
  readonly input_shape: readonly number[] | null;
  readonly weight: NirArray;
  readonly stride: readonly number[];
  readonly padding: readonly number[] | NirPadding;
  readonly dilation: readonly number[];
  readonly groups: number;
  readonly bias: NirArray;
}

/** Mean over windows, zeros of the padding counted. */
export interface NirAvgPool2d extends NodeBase<"AvgPool2d"> {
  readonly kernel_size: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
}

/** Sum over windows. */
export interface NirSumPool2d extends NodeBase<"SumPool2d"> {
  readonly kernel_size: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
}

/** Axes `start_dim` to `end_dim` (inclusive, negative from the end; no batch axis) become one. */
export interface NirFlatten extends NodeBase<"Flatten"> {
  readonly input_type: readonly number[] | null;
  readonly start_dim: number;
  readonly end_dim: number;
}

/** y(t) = x(t − τ); `delay` in seconds, of x's shape. */
export interface NirDelay extends NodeBase<"Delay"> {
  readonly delay: NirArray;
}

/** Integrator: v̇ = r·x. */
export interface NirI extends NodeBase<"I"> {
  readonly r: NirArray;
}

/** Leaky integrator: τ·v̇ = v_leak − v + r·x. τ in seconds. */
export interface NirLI extends NodeBase<"LI"> {
  readonly tau: NirArray;
  readonly r: NirArray;
  readonly v_leak: NirArray;
}

/** Integrate-and-fire: v̇ = r·x; v > v_threshold spikes and sets v to v_reset. */
export interface NirIF extends NodeBase<"IF"> {
  readonly r: NirArray;
  readonly v_threshold: NirArray;
  /** Zeros where absent. */
  readonly v_reset?: NirArray;
}

/** Leaky integrate-and-fire: τ·v̇ = v_leak − v + r·x; v > v_threshold spikes and sets v to v_reset. */
export interface NirLIF extends NodeBase<"LIF"> {
  readonly tau: NirArray;
  readonly r: NirArray;
  readonly v_leak: NirArray;
  readonly v_threshold: NirArray;
  readonly v_reset?: NirArray;
}

/** Leaky integrator behind a synapse: τ_syn·i̇ = −i + w_in·x, τ_mem·v̇ = v_leak − v + r·i. */
export interface NirCubaLI extends NodeBase<"CubaLI"> {
  readonly tau_syn: NirArray;
  readonly tau_mem: NirArray;
  readonly r: NirArray;
  readonly v_leak: NirArray;
  /** Ones where absent. */
  readonly w_in?: NirArray;
}

/** {@link NirLIF} behind a synapse: τ_syn·i̇ = −i + w_in·x, τ_mem·v̇ = v_leak − v + r·i. */
export interface NirCubaLIF extends NodeBase<"CubaLIF"> {
  readonly tau_syn: NirArray;
  readonly tau_mem: NirArray;
  readonly r: NirArray;
  readonly v_leak: NirArray;
  readonly v_threshold: NirArray;
  readonly v_reset?: NirArray;
  readonly w_in?: NirArray;
}

/** Nodes and the edges between them; several edges into one node add up. A graph can be a node of another. */
export interface NirGraph extends NodeBase<"NIRGraph"> {
  readonly nodes: Readonly<Record<string, NirNode>>;
  readonly edges: readonly (readonly [from: string, to: string])[];
}

/** Nodes that compute something. */
export type NirOperation =
  | NirAffine
  | NirLinear
  | NirScale
  | NirThreshold
  | NirConv1d
  | NirConv2d
  | NirAvgPool2d
  | NirSumPool2d
  | NirFlatten
  | NirDelay
  | NirI
  | NirLI
  | NirIF
  | NirLIF
  | NirCubaLI
  | NirCubaLIF;

/** Every primitive of the NIR specification, fields named as there (https://neuroir.org). */
export type NirNode = NirInput | NirOutput | NirOperation | NirGraph;

/** Names of the primitives. */
export type NirType = NirNode["type"];

/** A whole file: the graph, and the version of the `nir` package whose format it has. */
export interface NirFile {
  readonly version: string;
  readonly graph: NirGraph;
}

/**
 * An array from numbers; one number becomes an array of that number.
 *
 * @example nirArray([2, 2], [1, 0, 0, 1]); nirArray([64], 0.02);
 */
export function nirArray(shape: readonly number[], data: number | ArrayLike<number>): NirArray {
  const size = shape.reduce((a, b) => a * b, 1);
  if (typeof data === "number") return { shape, data: new Float32Array(size).fill(data) };
  return { shape, data: data instanceof Float64Array ? data : Float32Array.from(data) };
}
