import type * as tfl from "@tensorflow/tfjs-layers";
import { describeModel } from "./architecture.js";
import { type ModelName, registered } from "./registry.js";
import { type StmNetOverrides, stmNetConfig } from "./stm-net/config.js";
import { buildStmNet } from "./stm-net/model.js";

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
 * @throws UnknownModelError, InvalidConfigError
 * @example const model = createModel("stm-net-tiny", { classes: 2, modalities: ["image"] });
 */
export function createModel(
  name: ModelName,
  overrides: StmNetOverrides = {},
  { weights = "random" }: CreateOptions = {},
): tfl.LayersModel {
  const { architecture, config: base } = registered(name);
  const config = stmNetConfig(base, overrides);
  const model = buildStmNet(config, (layer) => {
    if (weights === "zeros") layer.setFastWeightInitDuringBuild(true);
  });
  describeModel(model, { architecture, name, config });
  return model;
}
