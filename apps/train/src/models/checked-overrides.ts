import { isModelName, type ModelName, type ModelOverrides, modelInfo, modelNames } from "@cvar/models";
import { describeError, UsageError } from "../errors.js";
import { parseModelConfig } from "../training/model-config.js";

/** A model's name and what differs from its named setting, both checked. */
export interface CheckedModel {
  readonly name: ModelName;
  readonly overrides: ModelOverrides;
}

/**
 * What `--classes` and `--config` say of a model.
 * @throws UsageError for an unknown name, a config that cannot be read, or one that the model cannot have
 */
export function checkedOverrides(
  name: string,
  options: { classes?: number | undefined; config?: string | undefined },
): CheckedModel {
  if (!isModelName(name)) throw new UsageError(`there is no model "${name}"`, `there are: ${modelNames.join(", ")}`);
  const config = options.config === undefined ? {} : parseModelConfig(options.config);
  const overrides: ModelOverrides = {
    ...config,
    ...(options.classes === undefined ? {} : { classes: options.classes }),
  };
  try {
    modelInfo(name, overrides);
  } catch (error) {
    if ((error as { _tag?: string })._tag !== "InvalidConfigError") throw error;
    throw new UsageError(`model ${name}: ${describeError(error)}`, null, error);
  }
  return { name, overrides };
}
