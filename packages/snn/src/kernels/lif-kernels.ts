import * as tf from "@tensorflow/tfjs-core";
import type { LifRule } from "../neurons/lif-params.js";
import {
  bringToHeap,
  type OwnKernels,
  ownKernels,
  type WasmBackend,
  type WasmKernels,
  wasmKernels,
} from "../wasm/module.js";
import { copiedBackward, copiedForward } from "./lif-copies.js";
import { lifByOperations, lifGradientByOperations } from "./lif-operations.js";
import { type Emit, type LifSequences, outputNames } from "./lif-sequences.js";
import { simdBackward, simdForward } from "./lif-simd.js";

export type { Emit } from "./lif-sequences.js";

/** Attributes of both kernels. */
export interface LifAttributes {
  readonly rule: LifRule;
  /** Time axis of x: 1 for [B, T, …], 0 for [T, …]. */
  readonly timeAxis: 0 | 1;
  readonly emit: Emit;
  /** Neurons start at rest; `initial` is a placeholder that is not read. */
  readonly rested: boolean;
}

const FORWARD = "CvarLif";
const BACKWARD = "CvarLifGrad";

/** True where the active backend runs the recurrence as one fused kernel. */
export function hasFusedLif(): boolean {
  return tf.getKernel(FORWARD, tf.getBackend()) != null;
}

/**
 * The whole recurrence as one kernel, with its own gradient for x, the parameters and the initial potential.
 *
 * @returns [potential, spikes, last], [spikes, last] or [last], after `emit`
 */
export function fusedLif(
  inputs: { x: tf.Tensor; initial: tf.Tensor; leak: tf.Tensor; threshold: tf.Tensor },
  attributes: LifAttributes,
): tf.Tensor[] {
  const out = tf.engine().runKernel(FORWARD, { ...inputs }, { ...attributes } as unknown as tf.NamedAttrMap);
  return Array.isArray(out) ? out : [out as tf.Tensor];
}

tf.registerGradient({
  kernelName: FORWARD,
  inputsToSave: ["x", "initial", "leak", "threshold"],
  gradFunc: (dy, saved, attrs) => {
    const dys = Array.isArray(dy) ? dy : [dy];
    const names = outputNames((attrs as unknown as LifAttributes).emit);
    const [x, initial, leak, threshold] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const inputs = { x, initial, leak, threshold, ...Object.fromEntries(names.map((name, i) => [name, dys[i]!])) };
    const gradients = tf.engine().runKernel(BACKWARD, inputs, attrs as tf.NamedAttrMap) as tf.Tensor[];
    return Object.fromEntries(["x", "initial", "leak", "threshold"].map((name, i) => [name, () => gradients[i]!]));
  },
});

type KernelArguments = Parameters<tf.KernelFunc>[0];
type Infos = Record<string, tf.TensorInfo>;

/** Extents of the recurrence: `outer` sequences of `steps` rows of `row` numbers. */
export interface Extent {
  readonly outer: number;
  readonly steps: number;
  readonly row: number;
}

/** One call of a kernel; `initial` is null at rest. */
export interface LifCall {
  readonly x: tf.TensorInfo;
  readonly initial: tf.TensorInfo | null;
  readonly leak: tf.TensorInfo;
  readonly threshold: tf.TensorInfo;
  readonly rule: LifRule;
  readonly timeAxis: 0 | 1;
  readonly extent: Extent;
}

/**
 * From this many numbers of x on, tfjs-node computes by TensorFlow's operations: reading its tensors copies them, and that
 * then costs more than the operations' overhead.
 */
const OPERATIONS_FROM = 2 ** 20;

for (const backendName of ["cpu", "tensorflow", "wasm", "webgl", "webgpu"]) {
  tf.registerKernel({ kernelName: FORWARD, backendName, kernelFunc: (args) => forward(args, backendName) });
  tf.registerKernel({ kernelName: BACKWARD, backendName, kernelFunc: (args) => backward(args, backendName) });
}

/** The backend of `@cvar/backend` that computes shapes alone. */
const SHAPES = "cvar-shapes";
type ShapeBackend = { makeOutput(shape: readonly number[], dtype: tf.DataType): tf.TensorInfo };

tf.registerKernel({
  kernelName: FORWARD,
  backendName: SHAPES,
  kernelFunc: ({ inputs, attrs, backend }) => {
    const { x, timeAxis } = lifCall(inputs as Infos, attrs as unknown as LifAttributes);
    const step = x.shape.filter((_, axis) => axis !== timeAxis);
    const names = outputNames((attrs as unknown as LifAttributes).emit);
    return names.map((name) => (backend as ShapeBackend).makeOutput(name === "last" ? step : x.shape, "float32"));
  },
});
tf.registerKernel({
  kernelName: BACKWARD,
  backendName: SHAPES,
  kernelFunc: ({ inputs, backend }) => {
    const { x, initial, leak, threshold } = inputs as Infos;
    return [x!, initial!, leak!, threshold!].map(({ shape }) => (backend as ShapeBackend).makeOutput(shape, "float32"));
  },
});

function forward({ inputs, attrs, backend }: KernelArguments, backendName: string): tf.TensorInfo[] {
  const call = lifCall(inputs as Infos, attrs as unknown as LifAttributes);
  const names = outputNames((attrs as unknown as LifAttributes).emit);
  const step = call.x.shape.filter((_, axis) => axis !== call.timeAxis);
  const shapes = names.map((name) => (name === "last" ? step : call.x.shape));
  const way = wayOf(backendName, backend, call);
  if (way === null) {
    const wanted = { potential: names.includes("potential"), spikes: names.includes("spikes") };
    const out = lifByOperations(operands(call), wanted);
    return names.map((name) => out[name]!);
  }
  if ("own" in way) return copiedForward(way.own, call, names, shapes, backend as tf.KernelBackend);
  bringToHeap(way.wasm, Object.values(inputs as Infos));
  const made = shapes.map((shape) => way.wasm.makeOutput([...shape], "float32"));
  simdForward(way.kernels, way.wasm, call, byName(names, made));
  return made;
}

function backward({ inputs, attrs, backend }: KernelArguments, backendName: string): tf.TensorInfo[] {
  const { potential = null, spikes = null, last, initial } = inputs as Infos;
  const call = lifCall(inputs as Infos, attrs as unknown as LifAttributes);
  const cotangents: LifSequences = { potential, spikes, last: last! };
  const shapes = [call.x.shape, initial!.shape, call.leak.shape, call.threshold.shape];
  const way = wayOf(backendName, backend, call);
  if (way === null) {
    const gradients = lifGradientByOperations(operands(call), cotangents as LifSequences<tf.Tensor>);
    const { x, leak, threshold } = gradients;
    return [x, gradients.initial ?? tf.zeros(initial!.shape), leak, threshold];
  }
  if ("own" in way) return copiedBackward(way.own, call, cotangents, shapes, backend as tf.KernelBackend);
  bringToHeap(way.wasm, Object.values(inputs as Infos));
  const made = shapes.map((shape) => way.wasm.makeOutput([...shape], "float32"));
  const [dx, dInitial, leak, threshold] = made as [tf.TensorInfo, tf.TensorInfo, tf.TensorInfo, tf.TensorInfo];
  simdBackward(way.kernels, way.wasm, call, cotangents, { x: dx, initial: call.initial && dInitial, leak, threshold });
  if (!call.initial) way.wasm.typedArrayFromHeap(dInitial).fill(0);
  return made;
}

/** The kernels in the backend's own memory, kernels that copies are made for, or null: by operations. */
function wayOf(
  backendName: string,
  backend: unknown,
  { x }: LifCall,
): { wasm: WasmBackend; kernels: WasmKernels } | { own: OwnKernels } | null {
  if (backendName === "wasm") {
    const wasm = backend as WasmBackend;
    const kernels = wasmKernels(wasm);
    return kernels && { wasm, kernels };
  }
  const copies =
    backendName === "cpu" || (backendName === "tensorflow" && tf.util.sizeFromShape(x.shape) < OPERATIONS_FROM);
  const own = copies ? ownKernels() : null;
  return own && { own };
}

/** The engine hands kernels its tensors themselves. */
function operands({ x, initial, leak, threshold, timeAxis, rule }: LifCall) {
  const [input, start, λ, θ] = [x, initial, leak, threshold] as [tf.Tensor, tf.Tensor | null, tf.Tensor, tf.Tensor];
  return { x: input, initial: start, leak: λ, threshold: θ, timeAxis, rule };
}

function byName(names: readonly string[], all: readonly tf.TensorInfo[]): LifSequences {
  const [potential, spikes, last] = ["potential", "spikes", "last"].map((name) => all[names.indexOf(name)] ?? null);
  return { potential: potential!, spikes: spikes!, last: last! };
}

function lifCall({ x, initial, leak, threshold }: Infos, { rule, timeAxis, rested }: LifAttributes): LifCall {
  const size = (part: readonly number[]) => part.reduce((n, d) => n * d, 1);
  const { shape } = x!;
  const extent = {
    outer: size(shape.slice(0, timeAxis)),
    steps: shape[timeAxis]!,
    row: size(shape.slice(timeAxis + 1)),
  };
  return { x: x!, initial: rested ? null : initial!, leak: leak!, threshold: threshold!, rule, timeAxis, extent };
}
