import type { KernelCall, TracedTensor } from "@cvar/backend";
import { macsOfCall } from "../kernel-macs.js";
import { type AttentionCalls, findAttention } from "./attention.js";
import type { ActivationName, ClassifiedCall, Part } from "./part.js";
import { elements, MOVES, type TraceGraph } from "./trace-graph.js";

const ACTIVATIONS: Readonly<Record<string, ActivationName>> = {
  Relu: "relu",
  Relu6: "relu6",
  LeakyRelu: "leakyrelu",
  Prelu: "prelu",
  Elu: "elu",
  Selu: "selu",
  Softplus: "softplus",
  Tanh: "tanh",
  Sigmoid: "sigmoid",
  Softmax: "softmax",
  LogSoftmax: "softmax",
  CvarGelu: "gelu",
  CvarSwish: "silu",
  // The error function is what gelu is composed of.
  Erf: "gelu",
};

/** Says of every call what it does: {@link Part}. */
export function classify(graph: TraceGraph): ClassifiedCall[] {
  const attention = findAttention(graph);
  return graph.calls.map((call) => ({ call, parts: partsOf(call, graph, attention) }));
}

function partsOf(call: KernelCall, graph: TraceGraph, attention: AttentionCalls): Part[] {
  const { kernel } = call;
  if (MOVES.has(kernel)) return [];
  const product = productParts(call, graph, attention);
  if (product) return product;
  if (Object.hasOwn(ACTIVATIONS, kernel)) return [activationPart(call, graph, attention)];
  const other = normalisationPart(call, graph) ?? poolingPart(call, graph) ?? interpolationPart(call);
  if (other) return [other];
  if (call.outputs.length === 0 || Object.keys(call.inputs).length === 0) return [];
  if (kernel === "Add" && isBias(call, graph))
    return [{ kind: "bias", elements: elements(call.outputs[0]!), ...projected(call, graph, attention) }];
  return [
    {
      kind: "element-wise",
      elements: Math.max(elements(call.outputs[0]!), ...Object.values(call.inputs).map(elements)),
    },
  ];
}

function productParts(call: KernelCall, graph: TraceGraph, attention: AttentionCalls): Part[] | null {
  const macs = macsOfCall(call);
  const outputs = call.outputs[0] ? elements(call.outputs[0]) : 0;
  const name = fusedActivation(call);
  const tail: Part[] = [];
  const projection = attention.projections.has(call) ? ({ attention: "projection" } as const) : {};
  if (call.inputs.bias) tail.push({ kind: "bias", elements: outputs, ...projection });
  if (name) tail.push({ kind: "activation", name, elements: outputs });
  if (/^(Fused)?(Conv[23]D|DepthwiseConv2d)/i.test(call.kernel))
    return [{ kind: "convolution", macs, outputs }, ...tail];
  if (!["BatchMatMul", "_FusedMatMul", "Einsum"].includes(call.kernel)) return null;
  if (macs === 0) return [];
  const [a, b] = Object.values(call.inputs);
  const weights = [a, b].filter((operand) => operand && graph.isWeight(operand)).length;
  if (weights > 0) return [{ kind: "linear", macs, outputs, ...projection }, ...tail];
  if (!attention.products.has(call)) return [{ kind: "product", macs, outputs }, ...tail];
  const scaled = attention.queries.get(call);
  if (scaled !== undefined) tail.push({ kind: "element-wise", elements: scaled, attention: "scaling" });
  return [{ kind: "product", macs, outputs, attention: "product" }, ...tail];
}

/** The activation that a fused kernel applies, or null. */
function fusedActivation({ attributes }: KernelCall): ActivationName | null {
  const { activation } = attributes;
  return typeof activation === "string" && activation !== "linear" ? (activation as ActivationName) : null;
}

function activationPart(call: KernelCall, graph: TraceGraph, attention: AttentionCalls): Part {
  const [x] = Object.values(call.inputs);
  const [y] = call.outputs;
  const times = (tensor: TracedTensor) => graph.users(tensor).filter(({ kernel }) => kernel === "Multiply");
  const gated = call.kernel === "Sigmoid" && times(y!).some((user) => graph.users(x!).includes(user));
  const name = gated ? "silu" : ACTIVATIONS[call.kernel]!;
  const within = attention.softmaxes.has(call) ? ({ attention: "product" } as const) : {};
  return { kind: "activation", name, elements: elements(x!), ...within };
}

function normalisationPart(call: KernelCall, graph: TraceGraph): Part | null {
  const { kernel, inputs } = call;
  if (kernel === "FusedBatchNorm") {
    const statistics = graph.isWeight(inputs.mean!) ? "stored" : "computed";
    return { kind: "normalisation", elements: elements(inputs.x!), statistics, affine: inputs.scale !== undefined };
  }
  if (kernel === "CvarLayerNorm") {
    return { kind: "normalisation", elements: elements(inputs.x!), statistics: "computed", affine: true };
  }
  if (kernel !== "Rsqrt" && kernel !== "Sqrt") return null;
  const normalised = varianceOf(inputs.x!, graph);
  return normalised && { kind: "normalisation", elements: elements(normalised), statistics: "computed", affine: true };
}

/** What a tensor is the variance of, where it is a mean of squares plus a small number; null for other tensors. */
function varianceOf(tensor: TracedTensor, graph: TraceGraph): TracedTensor | null {
  let maker = graph.maker(tensor);
  while (maker && ["Add", "Maximum", ...MOVES].includes(maker.kernel)) {
    const computed = Object.values(maker.inputs).filter((x) => graph.maker(x));
    maker = computed.length === 1 ? graph.maker(computed[0]!) : undefined;
  }
  if (maker?.kernel !== "Mean") return null;
  const squares = maker.inputs.x!;
  const squared = graph.maker(squares)?.kernel ?? "";
  return ["Square", "SquaredDifference", "Multiply", "Pow"].includes(squared) ? squares : null;
}

function poolingPart(call: KernelCall, graph: TraceGraph): Part | null {
  const { kernel, inputs, attributes } = call;
  const x = inputs.x;
  if (/^(Avg|Max)Pool(3D)?(WithArgmax)?$/.test(kernel)) {
    const [average, rank] = [kernel.startsWith("Avg"), kernel.includes("3D") ? 3 : 2];
    // Padding that stands before the pool is part of it, as in PyTorch.
    const maker = graph.maker(x!);
    const padded = maker?.kernel === "PadV2" ? maker.inputs.x! : x!;
    return { kind: "pooling", inputs: elements(padded), average, global: false, rank };
  }
  if ((kernel !== "Mean" && kernel !== "Max") || !x) return null;
  const axes = [attributes.axis ?? attributes.reductionIndices].flat() as number[];
  const rank = x.shape.length - 2;
  const reduces = elements(x) > elements(call.outputs[0]!);
  const spatial =
    reduces && rank > 0 && axes.length === rank && axes.every((axis) => axis > 0 && axis < x.shape.length - 1);
  return spatial ? { kind: "pooling", inputs: elements(x), average: kernel === "Mean", global: true, rank } : null;
}

function interpolationPart({ kernel, outputs }: KernelCall): Part | null {
  if (kernel === "ResizeBilinear" || kernel === "CropAndResize") {
    return { kind: "interpolation", outputs: elements(outputs[0]!), linear: true };
  }
  return kernel === "ResizeNearestNeighbor"
    ? { kind: "interpolation", outputs: elements(outputs[0]!), linear: false }
    : null;
}

/** True for an addition of one number per channel to what a convolution or a linear map made. */
function isBias(call: KernelCall, graph: TraceGraph): boolean {
  const operands = Object.values(call.inputs);
  const bias = operands.find((x) => graph.isWeight(x) && elements(x) === x.shape.at(-1));
  return bias !== undefined && productBefore(call, graph) !== null;
}

function productBefore(call: KernelCall, graph: TraceGraph): KernelCall | null {
  const result = Object.values(call.inputs).find((x) => !graph.isWeight(x));
  let maker = result && graph.maker(result);
  while (maker && MOVES.has(maker.kernel)) maker = graph.maker(Object.values(maker.inputs)[0]!);
  return maker && macsOfCall(maker) > 0 ? maker : null;
}

function projected(call: KernelCall, graph: TraceGraph, attention: AttentionCalls): { attention?: "projection" } {
  const product = productBefore(call, graph);
  return product && attention.projections.has(product) ? { attention: "projection" } : {};
}
