import { InvalidGraphError } from "../errors.js";
import type { FiringOptions } from "../neurons/firing-rule.js";
import { firingRule } from "../neurons/firing-rule.js";
import type { SurrogateSpec } from "../surrogates/registry.js";
import type { NirMetadata, NirNode } from "./graph.js";

/**
 * What NIR has no field for: its neurons are reset to `v_reset` at once, strictly above the threshold. Written to a
 * node's metadata as JSON under `cvar`, so that what leaves here comes back the same; other programs pass it over.
 */
export interface NeuronRule extends Pick<FiringOptions, "timing" | "detachReset" | "comparison" | "resetDropsInput"> {
  /** `"value"`: to `v_reset`, as NIR says. */
  readonly reset?: "value" | "subtract";
  readonly surrogate?: SurrogateSpec;
  /** Which of its values leave the layer: those of all steps, or the last step's alone. */
  readonly last?: boolean;
}

/** Where the rule stands in a node's metadata. */
const KEY = "cvar";

/** The rule in a node's metadata, or NIR's own. @throws InvalidGraphError if it is there and makes no sense */
export function neuronRule(name: string, node: NirNode): NeuronRule {
  const text = node.metadata?.[KEY];
  if (text === undefined) return {};
  try {
    const rule = JSON.parse(String(text)) as NeuronRule & { reset?: string };
    if (![undefined, "value", "subtract"].includes(rule.reset)) throw new TypeError(`reset ${rule.reset}`);
    firingRule({ ...rule, reset: 0 });
    return rule;
  } catch (cause) {
    throw new InvalidGraphError(name, `its metadata's "${KEY}" is no rule of a neuron (${(cause as Error).message})`);
  }
}

/** Metadata with a rule, without the fields that are as NIR has them; undefined if all are. */
export function ruleMetadata(rule: NeuronRule): NirMetadata | undefined {
  const own: NeuronRule = {
    ...(rule.reset === "subtract" && { reset: rule.reset }),
    ...(rule.timing !== undefined && rule.timing !== "same-step" && { timing: rule.timing }),
    ...(rule.comparison === ">=" && { comparison: rule.comparison }),
    ...(rule.detachReset === false && { detachReset: false }),
    ...(rule.resetDropsInput && { resetDropsInput: true }),
    ...(rule.surrogate !== undefined && rule.surrogate !== "arctan" && { surrogate: rule.surrogate }),
    ...(rule.last && { last: true }),
  };
  return Object.keys(own).length > 0 ? { [KEY]: JSON.stringify(own) } : undefined;
}
