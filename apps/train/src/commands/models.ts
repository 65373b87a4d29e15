import { z } from "zod";
import { UsageError } from "../errors.js";
import { type Define, parseOptions, writeJson } from "./command.js";

const optionsSchema = z.object({
  classes: z.coerce
    .number("must be a whole number")
    .int("must be a whole number")
    .min(1, "must be at least 1")
    .optional(),
  config: z.string().optional(),
  weights: z.string().optional(),
  json: z.boolean().default(false),
});

/** `cvar models [NAME]`: what each model is, costs and where it comes from; what a file of weights has for it. */
export const defineModels: Define = (program, terminal) =>
  program
    .command("models")
    .description(
      "models with their parameters, MACs and energy; with a name, its parts, its card and what is printed of it",
    )
    .argument("[name]", "one model")
    .option("--classes <n>", "classes of the last layer, if not the named setting's")
    .option("--config <json>", "fields of the model's config that differ: JSON, or a file with it")
    .option("--weights <path>", "load these weights (safetensors, or a TensorFlow.js folder) and say what matched")
    .option("--json", "print JSON")
    .action(async (name: string | undefined, raw: Record<string, unknown>) => {
      const options = parseOptions(optionsSchema, raw);
      const [{ countModel }, { modelsText, modelText }, { modelNames }, { checkedOverrides }] = await Promise.all([
        import("../models/count-model.js"),
        import("../models/models-text.js"),
        import("@cvar/models"),
        import("../models/checked-overrides.js"),
      ]);
      if (name === undefined) {
        const given = (["config", "weights"] as const).find((option) => options[option] !== undefined);
        if (given)
          throw new UsageError(`option --${given} needs a model`, `e.g. \`cvar models ${modelNames[0]} --${given} …\``);
        const models = modelNames.map((each) => countModel(each, checkedOverrides(each, options).overrides));
        return options.json ? writeJson(terminal, models) : terminal.write(modelsText(models));
      }
      const checked = checkedOverrides(name, options);
      if (options.weights !== undefined) {
        const { tryWeights } = await import("../models/try-weights.js");
        return tryWeights(terminal, checked, options.weights, options.json);
      }
      const { countFlops } = await import("../models/count-flops.js");
      const model = countModel(checked.name, checked.overrides);
      const operations = countFlops(checked.name, checked.overrides);
      return options.json
        ? writeJson(terminal, { ...model, operations })
        : terminal.write(modelText(model, operations));
    });
