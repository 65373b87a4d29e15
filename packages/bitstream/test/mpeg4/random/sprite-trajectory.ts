import type { BitSink } from "./bit-sink.js";
import { around, oneIn, type Random, type Tools, type Vop } from "./tools.js";

/** Table B-33, dmv_length: lengths 0…14. */
const LENGTHS: readonly string[] = [
  "00",
  "010",
  "011",
  "100",
  "101",
  "110",
  ...Array.from({ length: 9 }, (_, i) => `${"1".repeat(i + 3)}0`),
];

const trajectories = new WeakMap<Vop, readonly (readonly [number, number])[]>();

/** Chooses where the reference points of an S-VOP go (6.3.5.5), in half pixels: differences du and dv of each point. */
export function chooseTrajectory(vop: Vop, tools: Tools, random: Random): void {
  // Mostly gentle: a zoom or turn of a few pixels, as encoders write it.
  const reach = oneIn(random, 4) ? 40 : 6;
  const points = Array.from(
    { length: tools.gmcPoints ?? 0 },
    () => [around(random, reach), around(random, reach)] as const,
  );
  trajectories.set(vop, points);
}

/** What this early DivX calls itself, which left out a marker. */
export const EARLY_DIVX = "DivX500b413";

/** sprite_trajectory() (6.2.5.3). */
export function putTrajectory(sink: BitSink, vop: Vop, tools: Tools): void {
  for (const point of trajectories.get(vop) ?? []) {
    for (const [axis, difference] of point.entries()) {
      const length = difference === 0 ? 0 : 32 - Math.clz32(Math.abs(difference));
      sink.code(LENGTHS[length]!);
      // A leading 0 means a negative difference.
      if (length > 0) sink.put(difference > 0 ? difference : difference + (1 << length) - 1, length);
      if (axis === 1 || tools.userData !== EARLY_DIVX) sink.put(1, 1);
    }
  }
}
