import { mixSeed, randomStream } from "../random.js";
import type { ChosenGop, Sampler } from "./sampler.js";
import { requireGops, uniformGops } from "./triplets.js";

export interface NeighbourOptions {
  /**
   * `"random"` (training): one random group t, and Δt from {−1, +1}. In testing Δt is +1 for the first group and −1 for all others:
   * `"uniform"` takes eight groups, one from the middle of each eighth of the video, `"every"` each group once.
   */
  readonly neighbours: "random" | "uniform" | "every";
  /** Of all that is drawn. */
  readonly seed: number;
}

/**
 * Samples for temporal trilinear pooling (Huo et al., 2020, Eq. 7): of a group t its I-frame, one random motion field and one random
 * residual (drawn apart), and the I-frame of the group at t + Δt.
 *
 * Where only one of the neighbours is there, Δt leads to it; in a video of one group Δt is 0, and both I-frames are the same.
 */
export function neighbourSampler({ neighbours, seed }: NeighbourOptions): Sampler {
  return {
    steps: 1,
    gops({ length }) {
      requireGops(length);
      if (neighbours === "random") return [randomPair(length, seed)];
      const chosen =
        neighbours === "uniform" ? uniformGops(length) : Array.from({ length }, (_, gop) => ({ gop, triplet: gop }));
      return chosen.map((each) => ({ ...each, neighbour: each.gop + testOffset(each.gop, length) }));
    },
    positions({ gop }, traced) {
      const random = randomStream(mixSeed(seed, gop));
      const draw = () => [traced[Math.floor(random() * traced.length)] ?? 0];
      return { motion: draw(), residual: draw() };
    },
  };
}

function randomPair(count: number, seed: number): ChosenGop {
  const random = randomStream(seed);
  const gop = Math.floor(random() * count);
  const offset = random() < 0.5 ? -1 : 1;
  const inside = gop + offset >= 0 && gop + offset < count;
  return { gop, triplet: 0, neighbour: count === 1 ? gop : inside ? gop + offset : gop - offset };
}

/** Δt in testing: 1 for the first group, −1 for the others; 0 where there is no other. */
function testOffset(gop: number, count: number): -1 | 0 | 1 {
  if (count === 1) return 0;
  return gop === 0 ? 1 : -1;
}
