import { InvalidOptionError, MissingCostError } from "./errors.js";
import { checkTechnology } from "./technology/check-technology.js";
import { horowitz45nm } from "./technology/horowitz-45nm.js";
import type { Technology } from "./technology/technology.js";

/** How often each operation is done. */
export interface OperationCounts {
  /** Multiply-accumulates. */
  readonly macs: number;
  /** Accumulates: additions of a weight that a spike selects. */
  readonly accumulates: number;
}

/**
 * Energy of the arithmetic alone (no memory traffic): E = MACs·E_MAC + ACs·E_AC   (Das Biswas et al., section "Energy").
 *
 * @returns joules
 * @throws InvalidOptionError for counts that are negative or no numbers; InvalidTechnologyError; MissingCostError if there are MACs and the technology has none
 * @example joules({ macs: 1e9, accumulates: 0 }); // 0.0046
 */
export function joules({ macs, accumulates }: OperationCounts, technology: Technology = horowitz45nm): number {
  const { name, joulesPerMac, joulesPerAccumulate } = checkTechnology(technology);
  for (const [field, count] of Object.entries({ macs, accumulates })) {
    if (!(count >= 0 && count < Number.POSITIVE_INFINITY)) throw new InvalidOptionError(field, count, "0 or more");
  }
  if (joulesPerMac === null && macs !== 0) {
    throw new MissingCostError(name, "joulesPerMac", `a network with ${macs} MACs`);
  }
  return macs * (joulesPerMac ?? 0) + accumulates * joulesPerAccumulate;
}
