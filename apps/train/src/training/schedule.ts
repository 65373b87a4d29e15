import type { ScheduleConfig } from "./recipe.js";

/** Where training stands: whole steps done, steps of an epoch, epochs planned. */
export interface Position {
  readonly step: number;
  readonly stepsPerEpoch: number;
  readonly epochs: number;
}

/**
 * The rate of the step that comes next.
 * @param base  the recipe's learning rate
 */
export function learningRateAt(
  schedule: ScheduleConfig,
  base: number,
  { step, stepsPerEpoch, epochs }: Position,
): number {
  switch (schedule.kind) {
    case "constant":
      return base;
    case "steps": {
      const epoch = Math.floor(step / stepsPerEpoch);
      return base / schedule.divisor ** schedule.epochs.filter((at) => epoch >= at).length;
    }
    case "cosine": {
      const total = Math.max(1, stepsPerEpoch * epochs);
      const warm = Math.max(1, Math.round(schedule.warmUp * total));
      if (step < warm) return (base * (step + 1)) / warm;
      const along = Math.min(1, (step - warm) / Math.max(1, total - warm));
      return base * (schedule.floor + (1 - schedule.floor) * 0.5 * (1 + Math.cos(Math.PI * along)));
    }
  }
}
