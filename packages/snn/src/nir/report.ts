import type { OperationConfig, OperationParameters } from "./operation.js";

/** What became of one node. */
export interface MappedNode {
  readonly node: string;
  readonly type: string;
  /** What computes it here, with the numbers that a step has, e.g. `lifSequence: λ 0.95, v_th 1, reset to 0 at once`. */
  readonly as: string;
  /** What is not as it may seem: roundings, what NIR does not say, edges that carry the step before. */
  readonly notes: readonly string[];
}

/** The entry of a node that is run as it is. */
export function describeOperation(
  name: string,
  { config, parameters }: { readonly config: OperationConfig; readonly parameters: OperationParameters },
  late: readonly string[] = [],
): MappedNode {
  const notes = late.map((from) => `what comes from ${from} is that of the step before: it closes a cycle`);
  return { node: name, type: config.type, as: meaning(config, parameters, notes), notes };
}

function meaning(config: OperationConfig, parameters: OperationParameters, notes: string[]): string {
  const { type, dt, method, shapes, rule } = config;
  const range = (field: string, map: (v: number) => number = (v) => v) => {
    const { data } = parameters[field]!;
    const values = Array.from(data, map);
    const [low, high] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
    return low === high ? short(low) : `${short(low)} to ${short(high)}`;
  };
  const kept = (tau: number) => {
    if (method === "euler" && tau < dt) notes.push(`τ = ${short(tau)} s is shorter than dt: Euler's steps overshoot`);
    return method === "euler" ? 1 - dt / tau : Math.exp(-dt / tau);
  };
  switch (type) {
    case "Affine":
    case "Linear":
      return `matrix product [${shapes.input}] → [${shapes.output}]`;
    case "Conv1d":
    case "Conv2d":
      return `convolution [${parameters.weight!.shape}], channels last`;
    case "AvgPool2d":
    case "SumPool2d":
      return `${type === "AvgPool2d" ? "mean" : "sum"} over windows, zeros of the padding counted`;
    case "Flatten":
      return "reshape in NIR's order, channels first";
    case "Scale":
      return "product";
    case "Threshold":
      return `step at ${range("threshold")}`;
    case "Delay": {
      const steps = Array.from(parameters.delay!.data, (s) => s / dt);
      if (steps.some((s) => Math.abs(s - Math.round(s)) > 1e-3)) notes.push("delays are rounded to whole steps");
      return `delay of ${range("delay", (s) => Math.round(s / dt))} steps`;
    }
    default: {
      const synapse = parameters.tau_syn ? `synapse keeping ${range("tau_syn", kept)} of its current, ` : "";
      const constant = parameters.tau ? "tau" : parameters.tau_mem ? "tau_mem" : null;
      const leak = `λ ${constant ? range(constant, kept) : 1}`;
      if (!parameters.v_threshold) return `${synapse}integrator, ${leak}, potential out`;
      const to =
        rule.reset === "subtract" ? "by v_th" : parameters.v_reset ? "to v_reset" : `to ${config.fields.v_reset ?? 0}`;
      return `${synapse}LIF, ${leak}, v_th ${range("v_threshold")}, reset ${to}, ${rule.timing ?? "same-step"}`;
    }
  }
}

function short(value: number): string {
  return Number(value.toPrecision(4)).toString();
}
