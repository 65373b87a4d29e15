import type * as tfl from "@tensorflow/tfjs-layers";
import type { AnyArchitecture } from "./architecture/architecture.js";
import { ARCHITECTURES } from "./architecture/architectures.js";
import { describeModel, type ModelDescription } from "./architecture/description.js";
import { InvalidOptionError, ModelTooLargeError } from "./errors.js";
import { type ModelName, type ModelOverrides, modelInfo, registered } from "./registry.js";

/** How to create a model. */
export interface CreateOptions {
  /** what the weights start from: random numbers, or zeros where others will be loaded (faster) */
  readonly weights?: "random" | "zeros";
}

/**
 * Creates a model by name.
 *
 * @param name  see `modelNames`
 * @param overrides  fields of the config that differ from the named setting
 * @returns a `tf.layers` model; inputs by name, as `modelInfo(name, overrides).inputs` says, output logits [B, classes];
 *   dispose of it with `model.dispose()`
 * @throws UnknownModelError, InvalidConfigError; ModelTooLargeError above 2³¹ parameters; InvalidOptionError
 * @example const model = createModel("stm-net-tiny", { classes: 2, modalities: ["image"] });
 */
export function createModel<Name extends ModelName>(
  name: Name,
  overrides?: ModelOverrides<NoInfer<Name>>,
  { weights = "random" }: CreateOptions = {},
): tfl.LayersModel {
  const { architecture: id, config: base } = registered(name);
  const architecture: AnyArchitecture = ARCHITECTURES[id];
  const config = architecture.config(base, overrides);
  if (weights !== "random" && weights !== "zeros") throw new InvalidOptionError("weights", weights, "random, zeros");
  const { parameters } = modelInfo(name, overrides);
  if (!(parameters <= MOST_PARAMETERS)) throw new ModelTooLargeError(parameters, MOST_PARAMETERS);
  const model = architecture.build(config, (layer) => {
    if (weights === "zeros") layer.setFastWeightInitDuringBuild(true);
  });
  describeModel(model, { architecture: id, name, config } as ModelDescription);
  return model;
}

/** 8 GiB of float32. */
const MOST_PARAMETERS = 2 ** 31;
