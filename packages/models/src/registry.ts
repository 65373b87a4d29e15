import type {
  AnyArchitecture,
  ConfigOf,
  InputDescription,
  OverridesOf,
  PartParameters,
  Views,
} from "./architecture/architecture.js";
import { ARCHITECTURES, type ArchitectureId } from "./architecture/architectures.js";
import { ATTP_MODELS } from "./attp/presets.js";
import { EFFICIENTNET_MODELS } from "./efficientnet/presets.js";
import { UnknownModelError } from "./errors.js";
import { RESNET_MODELS } from "./resnet/presets.js";
import { STM_NET_MODELS } from "./stm-net/presets.js";
import { VIT_MODELS } from "./vit/presets.js";

/** A named setting of an architecture. */
export interface NamedSetting<Id extends ArchitectureId = ArchitectureId> {
  readonly architecture: Id;
  readonly config: ConfigOf<(typeof ARCHITECTURES)[Id]>;
  /** where it comes from: paper, table, row */
  readonly source: string;
}

/** Every model by name; each family lists its own. */
export const MODELS = {
  ...STM_NET_MODELS,
  ...ATTP_MODELS,
  ...EFFICIENTNET_MODELS,
  ...RESNET_MODELS,
  ...VIT_MODELS,
} as const satisfies Record<string, NamedSetting>;

/** Name of a model that can be created. */
export type ModelName = keyof typeof MODELS;

type ArchitectureNamed<Name extends ModelName> = (typeof ARCHITECTURES)[(typeof MODELS)[Name]["architecture"]];

/** The whole config of a named model. */
export type ModelConfig<Name extends ModelName = ModelName> = ConfigOf<ArchitectureNamed<Name>>;

/** What may differ from a named model's config. */
export type ModelOverrides<Name extends ModelName = ModelName> = OverridesOf<ArchitectureNamed<Name>>;

/** All names, in the order of the registry. */
export const modelNames = Object.keys(MODELS) as readonly ModelName[];

/** What is known of a model without building it. */
export interface ModelInfo<Name extends ModelName = ModelName> {
  readonly name: Name;
  readonly architecture: ArchitectureId;
  /** where it comes from */
  readonly source: string;
  readonly config: ModelConfig<Name>;
  /** trainable parameters */
  readonly parameters: number;
  readonly parts: readonly PartParameters[];
  readonly inputs: readonly InputDescription[];
  /** shape of one sample's logits */
  readonly output: readonly number[];
  /** samples that a video is scored by */
  readonly views: Views;
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
export function modelInfo<Name extends ModelName>(
  name: Name,
  overrides?: ModelOverrides<NoInfer<Name>>,
): ModelInfo<Name> {
  const { architecture: id, source, config: base } = registered(name);
  const architecture: AnyArchitecture = ARCHITECTURES[id];
  const config = architecture.config(base, overrides);
  const parts = architecture.parameters(config);
  return {
    name,
    architecture: id,
    source,
    config,
    parameters: parts.reduce((sum, { parameters }) => sum + parameters, 0),
    parts,
    inputs: architecture.inputs(config),
    output: [config.classes],
    views: architecture.views?.(config) ?? { clips: 1, crops: 1 },
  };
}

/** The registry's line for a name. @throws UnknownModelError */
export function registered(name: string): NamedSetting {
  if (!isModelName(name)) throw new UnknownModelError(name, modelNames);
  return MODELS[name];
}
