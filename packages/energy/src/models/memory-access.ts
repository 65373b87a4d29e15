import { MissingCostError } from "../errors.js";
import type { Technology } from "../technology/technology.js";

/** How words meet the width of an access: one access per word (Lemaire et al.), or as many words as fit into one. */
export type WordAccess = "single" | "packed";

/**
 * Joules of reading or writing one word of a memory of a size, E_RAM(size) of Lemaire et al. 2022, section 3: linear
 * between the sizes that the technology has figures for. Below the smallest the line goes on to nothing at size 0; above the
 * largest the last one goes on, up to the energy of memory beside the chip.
 *
 * @param bytes  size of the memory
 * @throws MissingCostError if the technology has no figures of memory
 */
export function joulesPerAccess(technology: Technology, bytes: number, access: WordAccess): number {
  const { memory, bits = 32, name } = technology;
  if (!memory) throw new MissingCostError(name, "memory", "the memory-access model");
  const points = [{ bytes: 0, joules: 0 }, ...memory.sram];
  const next = points.findIndex((point) => point.bytes >= bytes);
  const end = next === -1 ? points.length - 1 : Math.max(1, next);
  const [from, to] = [points[end - 1]!, points[end]!];
  const onChip = from.joules + ((to.joules - from.joules) * (bytes - from.bytes)) / (to.bytes - from.bytes);
  const joules = Math.min(onChip, memory.dram?.least ?? Number.POSITIVE_INFINITY);
  return access === "packed" ? joules * Math.min(1, bits / memory.accessBits) : joules;
}
