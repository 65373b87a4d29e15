import { kinds } from "../random/configurations.js";
import { h263Stream } from "../random/h263-stream.js";
import { randomStream } from "../random/random-stream.js";

/** Small streams of every tool. */
export function mpeg4Streams(): Uint8Array[] {
  return kinds.flatMap(([, tools]) =>
    [1, 2, 3].map((seed) => randomStream({ ...tools, seed, width: 48, height: 16 * seed, pictures: 4 }).bytes),
  );
}

export function h263Streams(): Uint8Array[] {
  return Array.from({ length: 24 }, (_, i) => h263Stream({ seed: i + 1, pictures: 2 }));
}
