import { UsageError } from "../errors.js";
import { type ConfigOverrides, configFields } from "../model-files.js";
import { channelsOf } from "../reading/reading.js";
import { recipeOf, type TrainConfig } from "./train-config.js";

/**
 * The fields of a model's config that a training sets: those of `--config`, then the options that name one.
 * @throws UsageError if the model's config has no field for an option that was given
 */
export function modelOverrides(config: TrainConfig, classes: number): ConfigOverrides {
  const fields = configFields(config.model);
  const { dropout } = recipeOf(config);
  const { input, modalities, size, steps, seed } = config;
  const given = withoutUndefined({ modalities, size, steps });
  for (const field of Object.keys(given)) {
    if (!fields.has(field))
      throw new UsageError(`option --${field}: ${config.model} has no such field`, `it has: ${[...fields].join(", ")}`);
  }
  const fitting = withoutUndefined({ seed, dropout: dropout ?? undefined, channels: input && channelsOf(input) });
  const own = Object.entries(fitting).filter(([field]) => fields.has(field));
  return { ...Object.fromEntries(own), ...config.config, ...given, classes };
}

function withoutUndefined(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
