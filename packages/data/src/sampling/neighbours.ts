import { mixSeed, randomStream } from "../random.js";
import type { ChosenGop, Sampler, TracePositions } from "./sampler.js";
import { requireGops, uniformGops } from "./triplets.js";

/**
 * Which groups of pictures: `"random"` one (training), `"uniform"` eight, one from the middle of each eighth of the video, or
 * `"every"` group once.
 */
export type WhichGroups = "random" | "uniform" | "every";

export interface GroupOptions {
  readonly groups: WhichGroups;
  /** Of all that is drawn. */
  readonly seed: number;
}

/**
 * Samples of one group of pictures each: its I-frame, one random motion field and one random residual (drawn apart), as
 * networks that look at single pictures of each kind take them (Huo et al., 2020, section 3.3).
 */
export function groupSampler({ groups, seed }: GroupOptions): Sampler {
  return {
    steps: 1,
    gops({ length }) {
      requireGops(length);
      if (groups === "random") return [{ gop: Math.floor(randomStream(seed)() * length), triplet: 0 }];
      return testGroups(groups, length);
    },
    positions: ({ gop }, traced) => randomPositions(mixSeed(seed, gop), traced),
  };
}

export interface NeighbourOptions {
  /** In training (`"random"`) Δt is drawn from {−1, +1}; in testing it is +1 for the first group and −1 for all others. */
  readonly neighbours: WhichGroups;
  /** Of all that is drawn. */
  readonly seed: number;
}

/**
 * Samples for temporal trilinear pooling (Huo et al., 2020, Eq. 7): those of {@link groupSampler}, and the I-frame of the group at
 * t + Δt.
 *
 * Where only one of the neighbours is there, Δt leads to it; in a video of one group Δt is 0, and both I-frames are the same.
 */
export function neighbourSampler({ neighbours, seed }: NeighbourOptions): Sampler {
  return {
    steps: 1,
    gops({ length }) {
      requireGops(length);
      if (neighbours === "random") return [randomPair(length, seed)];
      return testGroups(neighbours, length).map((each) => ({
        ...each,
        neighbour: each.gop + testOffset(each.gop, length),
      }));
    },
    positions: ({ gop }, traced) => randomPositions(mixSeed(seed, gop), traced),
  };
}

function testGroups(groups: "uniform" | "every", length: number): ChosenGop[] {
  return groups === "uniform" ? uniformGops(length) : Array.from({ length }, (_, gop) => ({ gop, triplet: gop }));
}

function randomPositions(seed: number, traced: readonly number[]): TracePositions {
  const random = randomStream(seed);
  const draw = () => [traced[Math.floor(random() * traced.length)] ?? 0];
  return { motion: draw(), residual: draw() };
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
