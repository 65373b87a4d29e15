import type { ModelDescription } from "@cvar/models";
import { UsageError } from "../errors.js";
import type { AlignmentKind, AlignmentOptions } from "./alignment.js";
import type { TrainConfig } from "./train-config.js";

/** Fields of ATTP's config that say how its motion stream is trained. */
interface AlignmentFields {
  readonly alignment?: AlignmentKind | "none";
  readonly alignmentWeight?: number;
  readonly temperature?: number;
}

/**
 * How a training is aligned with a teacher, as the model's config says; models without such fields have both features aligned with
 * λ = 1. Null: not at all.
 * @throws UsageError if the config asks for a teacher and none is given, or the other way round
 */
export function alignmentOptions(
  { teacher, model }: TrainConfig,
  { config }: ModelDescription,
): AlignmentOptions | null {
  const { alignment = null, alignmentWeight: weight = 1, temperature = 4 } = config as AlignmentFields;
  if (teacher === undefined) {
    if (alignment === null || alignment === "none") return null;
    throw new UsageError(
      `${model} aligns its motion stream with a teacher (alignment "${alignment}")`,
      `give --teacher RUN (trained with --input flow), or --config '{"alignment": "none"}'`,
    );
  }
  if (alignment === "none")
    throw new UsageError(
      `option --teacher: ${model}'s alignment is "none"`,
      `set it with --config '{"alignment": "both"}'`,
    );
  return { teacher, kind: alignment ?? "both", weight, temperature };
}
