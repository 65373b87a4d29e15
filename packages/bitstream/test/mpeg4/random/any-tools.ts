import { seeded } from "../mutations.js";
import { oneIn, pick, type StreamTools } from "./tools.js";

/** Encoders whose ways FFmpeg follows, and one it does not know. */
const ENCODERS: readonly (string | null)[] = [null, null, "XviD0050", "XviD0010", "DivX503b1393", "Lavc59.37.100"];

/** Tools put together at random; the same for the same seed. */
export function anyTools(seed: number): StreamTools {
  const random = seeded(seed * 31 + 5);
  const partitioned = oneIn(random, 4) && pick(random, ["plain", "reversible"] as const);
  // What FFmpeg does not decode: global motion (its bits are forgotten) and fields in partitions.
  const interlaced = !partitioned && oneIn(random, 3);
  const gmcPoints = !partitioned && oneIn(random, 3) ? random(4) : null;
  const userData = pick(random, ENCODERS);
  // XviD up to build 12 extends references from the real size, which may not be odd, nor the fields' (encoder-behaviour.ts).
  const early = userData === "XviD0010";
  const odd = early ? 0 : random(2);
  const width = 2 * (4 + random(44)) + odd;
  const height = 2 * (4 + random(44)) + odd;
  return {
    seed,
    width,
    height: early && interlaced ? height & ~3 : height,
    pictures: 4 + random(6),
    bVops: pick(random, [0, 1, 2, 4]),
    weighted: pick(random, [false, false, "default", "custom"] as const),
    quarterSample: oneIn(random, 2),
    interlaced,
    gmcPoints,
    packets: pick(random, [0, 3, 10]),
    partitioned,
    stuffing: oneIn(random, 3),
    notCoded: oneIn(random, 3),
    groups: oneIn(random, 2),
    repeatedHeaders: oneIn(random, 2),
    uneven: oneIn(random, 2),
    userData,
  };
}
