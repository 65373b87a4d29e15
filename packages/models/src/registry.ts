import { UnknownModelError } from "./errors.js";
import { type StmNetConfig, type StmNetOverrides, stmNetConfig } from "./stm-net/config.js";
import { type InputDescription, stmNetInputs } from "./stm-net/model.js";
import { type PartParameters, stmNetParameterCount, stmNetParameters } from "./stm-net/parameters.js";
import { STM_NET_BASE, STM_NET_TINY } from "./stm-net/presets.js";

/** A named setting of an architecture. */
interface Registered {
  readonly architecture: "stm-net";
  readonly config: StmNetConfig;
  readonly source: string;
}

const SOURCE = "Das Biswas et al., STM-Net: spiking temporal modulators in the compressed domain";

/** Every model by name. A new setting is one line here. */
export const MODELS = {
  "stm-net-base": { architecture: "stm-net", config: STM_NET_BASE, source: `${SOURCE} (Table 1)` },
  "stm-net-tiny": { architecture: "stm-net", config: STM_NET_TINY, source: `${SOURCE}, made small` },
} as const satisfies Record<string, Registered>;

/** Name of a model that can be created. */
export type ModelName = keyof typeof MODELS;

/** All names, in the order of the registry. */
export const modelNames = Object.keys(MODELS) as readonly ModelName[];

/** What is known of a model without building it. */
export interface ModelInfo {
  readonly name: ModelName;
  readonly architecture: "stm-net";
  /** where it comes from */
  readonly source: string;
  readonly config: StmNetConfig;
  /** trainable parameters */
  readonly parameters: number;
  readonly parts: readonly PartParameters[];
  readonly inputs: readonly InputDescription[];
  /** shape of one sample's logits */
  readonly output: readonly number[];
}

/** True for names that `createModel` takes. */
export function isModelName(name: string): name is ModelName {
  return Object.hasOwn(MODELS, name);
}

/**
 * What is known of a model without building it: parameters, config, inputs, source.
 *
 * @throws UnknownModelError, InvalidConfigError
 */
export function modelInfo(name: ModelName, overrides: StmNetOverrides = {}): ModelInfo {
  const { architecture, source, config: base } = registered(name);
  const config = stmNetConfig(base, overrides);
  return {
    name,
    architecture,
    source,
    config,
    parameters: stmNetParameterCount(config),
    parts: stmNetParameters(config),
    inputs: stmNetInputs(config),
    output: [config.classes],
  };
}

/** The registry's line for a name. @throws UnknownModelError */
export function registered(name: string): Registered {
  if (!isModelName(name)) throw new UnknownModelError(name, modelNames);
  return MODELS[name];
}
