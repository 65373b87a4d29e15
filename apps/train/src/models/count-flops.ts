import { withoutValues } from "@cvar/backend";
import { type ConventionName, conventions, countOperations, type MemoryTraffic } from "@cvar/energy";
import { createModel, type ModelName, type ModelOverrides } from "@cvar/models";

/** What the usual counters would call a model's FLOPs, and what it moves; of one view, spikes taken for numbers. */
export interface CountedFlops {
  readonly flops: Readonly<Record<ConventionName, number>>;
  /** Elements that convolutions and products write. */
  readonly activations: number;
  /** Bytes, if every kernel reads and writes memory once. */
  readonly memory: MemoryTraffic;
}

/**
 * Counts a model's operations by every convention, from shapes alone.
 * @throws UnknownModelError, InvalidConfigError (of `@cvar/models`)
 */
export function countFlops(name: ModelName, overrides: ModelOverrides): CountedFlops {
  const model = withoutValues(() => createModel(name, overrides, { weights: "zeros" }));
  try {
    const names = Object.keys(conventions) as ConventionName[];
    const counts = names.map((convention) => [convention, countOperations(model, undefined, { convention })] as const);
    const { activations, memory } = counts[0]![1];
    const flops = Object.fromEntries(counts.map(([convention, count]) => [convention, count.flops]));
    return { flops: flops as CountedFlops["flops"], activations, memory };
  } finally {
    model.dispose();
  }
}
