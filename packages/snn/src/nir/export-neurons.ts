import { UnsupportedNodeError } from "../errors.js";
import { learnOption } from "../layers/parameter-table.js";
import { LEAK_RANGE, type Range, THRESHOLD_RANGE } from "../parameter-range.js";
import type { Exported, LayerToExport } from "./exported.js";
import { mapArray, zipArrays } from "./exported.js";
import type { NirArray, NirOperation } from "./graph.js";
import { nirArray } from "./graph.js";
import { arrayChannelsFirst } from "./layout.js";
import type { NeuronRule } from "./neuron-rule.js";
import { ruleMetadata } from "./neuron-rule.js";

/** Layers of neurons that NIR has a node for: all whose step is that of LIF, with or without a synapse. */
export const NEURON_LAYERS: ReadonlySet<string> = new Set(["LIF", "IF", "LeakyIntegrator", "Synaptic"]);

/** A leak this near 1 has no time constant that a float holds beside dt. */
const NO_LEAK = 1 - 1e-7;

/**
 * The neurons of a layer as NIR's: λ = 1 − dt/τ (Euler) or e^(−dt/τ), gain = r·(1 − λ), without a leak gain = r·dt.
 *
 * @throws UnsupportedNodeError for potentials of neurons that are reset, which no NIR node gives
 */
export function exportNeurons(layer: LayerToExport): Exported {
  const { config, name, type } = layer;
  const gain = constant(layer, "gain", 1);
  const rest = constant(layer, "rest", 0);
  const leak = type === "IF" ? nirArray([], 1) : learned(layer, "leak", LEAK_RANGE, sigmoid);
  const membrane = { ...membraneOf(leak, gain, layer), v_leak: rest };
  const never = type === "LeakyIntegrator" || config.reset === "none";
  const output = (config.output as string | undefined) ?? (type === "LeakyIntegrator" ? "final" : "spikes");
  const notes = output === "final" ? ["NIR gives the potential at every step; here it is the last one's"] : [];
  const differences = [...initialDifference(config)];
  const synapse = type === "Synaptic" ? synapseOf(layer) : null;
  if (synapse && layer.time.method === "exponential") {
    differences.push(
      'its membrane takes the whole current after the step, the exact solution what has decayed (export by "euler")',
    );
  }
  if (!never && output !== "spikes") {
    throw new UnsupportedNodeError(
      name,
      type,
      "NIR has no node that gives the potential of neurons that are reset",
      REMEDY,
    );
  }
  const { tau, r, v_leak } = membrane;
  const integrator: NirOperation = synapse
    ? { type: "CubaLI", ...synapse, tau_mem: tau, r, v_leak }
    : tau
      ? { type: "LI", tau, r, v_leak }
      : { type: "I", r };
  if (never && output !== "spikes") {
    return { nodes: [["", withRule(integrator, { last: output === "final" })]], differences, notes };
  }
  const v_threshold = learned(layer, "threshold", THRESHOLD_RANGE, softplus);
  if (never) {
    const threshold: NirOperation = { type: "Threshold", threshold: v_threshold };
    const rule = pick(config, ["comparison", "surrogate"]);
    if (config.comparison === ">=") differences.push("a potential equal to the threshold spikes; in NIR it does not");
    return {
      nodes: [
        [".potential", integrator],
        ["", withRule(threshold, rule)],
      ],
      differences,
      notes,
    };
  }
  const rule = pick(config, ["timing", "comparison", "detachReset", "resetDropsInput", "surrogate"]);
  const subtracts = config.reset === "subtract" || config.reset === undefined;
  const v_reset = nirArray([], typeof config.reset === "number" ? config.reset : 0);
  differences.push(...ruleDifferences(config, subtracts));
  const shared = { r, v_threshold, v_reset };
  const neuron: NirOperation = synapse
    ? { type: "CubaLIF", ...synapse, tau_mem: tau, v_leak, ...shared }
    : tau
      ? { type: "LIF", tau, v_leak, ...shared }
      : { type: "IF", ...shared };
  return { nodes: [["", withRule(neuron, subtracts ? { ...rule, reset: "subtract" } : rule)]], differences, notes };
}

const REMEDY = 'take its spikes (output: "spikes"), or let it never reset (reset: "none")';

function ruleDifferences(config: LayerToExport["config"], subtracts: boolean): string[] {
  const { timing = "delayed", comparison = ">", resetDropsInput } = config;
  return [
    ...(subtracts ? ["a spike subtracts the threshold; in NIR it sets the potential to v_reset"] : []),
    ...(timing !== "same-step" ? [`the reset is ${timing}; in NIR it comes in the step of the spike`] : []),
    ...(comparison === ">=" ? ["a potential equal to the threshold spikes; in NIR it does not"] : []),
    ...(resetDropsInput ? ["a reset drops the step's input; in NIR it does not"] : []),
  ];
}

function initialDifference({ initial = 0 }: LayerToExport["config"]): string[] {
  const zero = [initial].flat().every((v) => v === 0);
  return zero ? [] : ["the potential starts at `initial`; NIR does not say where it starts, here it is 0"];
}

/** τ (undefined: no leak at all) and r. */
function membraneOf(leak: NirArray, gain: NirArray, { time }: LayerToExport): { tau: NirArray; r: NirArray } {
  if (leak.data.every((λ) => λ >= NO_LEAK)) {
    return { tau: undefined as unknown as NirArray, r: mapArray(gain, (g) => g / time.dt) };
  }
  const tau = mapArray(leak, (λ) => timeConstant(λ, time));
  return { tau, r: zipArrays(gain, leak, (g, λ) => g / (1 - Math.min(λ, NO_LEAK))) };
}

function synapseOf(layer: LayerToExport): { tau_syn: NirArray; w_in: NirArray } {
  const leak = learned(layer, "synapticLeak", LEAK_RANGE, sigmoid);
  const gain = constant(layer, "synapticGain", 1);
  return {
    tau_syn: mapArray(leak, (α) => timeConstant(α, layer.time)),
    w_in: zipArrays(gain, leak, (g, α) => g / (1 - Math.min(α, NO_LEAK))),
  };
}

/** τ of a leak; a leak of 1 among others gets one so long that nothing leaks in 32-bit floats. */
function timeConstant(leak: number, { dt, method }: LayerToExport["time"]): number {
  const kept = Math.min(leak, NO_LEAK);
  return method === "euler" ? dt / (1 - kept) : -dt / Math.log(kept);
}

/** A learned parameter as the layer computes with it, NIR's order. */
function learned(
  { weights, config, name, type, input }: LayerToExport,
  field: string,
  range: Range,
  forward: (w: number) => number,
): NirArray {
  const fixedLeak = range === LEAK_RANGE && config[learnOption(field)] === false;
  const { minimum, maximum } = fixedLeak ? { ...range, minimum: 0 } : range;
  const weight = weights[field];
  if (!weight) throw new UnsupportedNodeError(name, type, `it has no weight ${field}`, "build the model first");
  const read = (w: number) =>
    config.keepInRange === "reparametrize" ? forward(w) : Math.min(Math.max(w, minimum), maximum);
  return perNeuron(mapArray(weight, read), input);
}

function constant({ config, input }: LayerToExport, field: string, otherwise: number): NirArray {
  const value = (config[field] as number | readonly number[] | undefined) ?? otherwise;
  return typeof value === "number" ? nirArray([], value) : perNeuron(nirArray([value.length], value), input);
}

/** One per channel (last axis) as [C, 1, …], which NIR's arrays spread from; one for all stays. */
function perNeuron(array: NirArray, input: readonly number[]): NirArray {
  if (array.shape.length === 0) return array;
  const ones = input.slice(0, input.length - array.shape.length).map(() => 1);
  return arrayChannelsFirst({ shape: [...ones, ...array.shape], data: array.data });
}

function withRule(node: NirOperation, rule: NeuronRule): NirOperation {
  const metadata = ruleMetadata(rule);
  return metadata ? { ...node, metadata } : node;
}

/** The rule's fields in a config, with the layers' default timing. */
function pick(config: LayerToExport["config"], fields: readonly (keyof NeuronRule)[]): NeuronRule {
  const withDefaults: Readonly<Record<string, unknown>> = { timing: "delayed", ...config };
  const own = fields.flatMap((field) => (withDefaults[field] === undefined ? [] : [[field, withDefaults[field]]]));
  return Object.fromEntries(own) as NeuronRule;
}

function sigmoid(w: number): number {
  return 1 / (1 + Math.exp(-w));
}

function softplus(w: number): number {
  return Math.log1p(Math.exp(-Math.abs(w))) + Math.max(w, 0);
}
