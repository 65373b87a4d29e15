import type { DecoderOptions, PictureDecoder } from "../../src/codec.js";
import { isBitstreamError } from "../../src/errors.js";
import { mpeg4 } from "../../src/mpeg4/index.js";
import { accessUnits, frameNumber } from "./raw-stream.js";

/** Numbers 0 ≤ n < bound that are the same for the same seed (mulberry32). */
export function seeded(seed: number): (bound: number) => number {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound) | 0;
  };
}

/** A copy with a few bits, bytes or runs of bytes changed. */
export function mutate(bytes: Uint8Array, random: (bound: number) => number): Uint8Array {
  const copy = bytes.slice();
  for (let changes = 1 + random(4); changes > 0; changes--) {
    const at = random(copy.length);
    const kind = random(4);
    if (kind === 0) copy[at] = copy[at]! ^ (1 << random(8));
    else if (kind === 1) copy[at] = random(256);
    else if (kind === 2) copy.fill(random(2) * 255, at, at + 1 + random(6));
    else copy.copyWithin(at, random(copy.length), random(copy.length));
  }
  return random(8) === 0 ? copy.subarray(0, random(copy.length)) : copy;
}

/** How a mutated stream ended. */
export interface Outcome {
  pictures: number;
  errors: number;
}

/**
 * Decodes what may be damaged: goes on after typed errors, as a player would.
 * @param decoders by layer size, kept from call to call: a decoder must survive whatever it met
 * @throws whatever is not a typed error
 */
export async function decodeDamaged(
  bytes: Uint8Array,
  options: DecoderOptions,
  decoders: Map<string, PictureDecoder>,
): Promise<Outcome> {
  const outcome = { pictures: 0, errors: 0 };
  try {
    const headers = mpeg4.readHeaders(bytes);
    const key = JSON.stringify([headers.state, options]);
    // Without this a hostile size would make each of many streams allocate its own pictures.
    if (headers.width * headers.height > 1 << 20) return outcome;
    const decoder = decoders.get(key) ?? (await mpeg4.createDecoder(headers, options));
    if (decoders.size < 50) decoders.set(key, decoder);
    decoder.reset();
    let before: Parameters<typeof mpeg4.readPictureHeaders>[2];
    for (const unit of accessUnits(bytes)) {
      try {
        const { pictures, after } = mpeg4.readPictureHeaders(unit, headers, before);
        before = after;
        const numbers = pictures.map(({ isFrame }, i) => (isFrame ? frameNumber(outcome.pictures + i) : null));
        outcome.pictures += decoder.decode(unit, numbers).length;
      } catch (error) {
        if (!isBitstreamError(error)) throw error;
        outcome.errors += 1;
      }
    }
  } catch (error) {
    if (!isBitstreamError(error)) throw error;
    outcome.errors += 1;
  }
  return outcome;
}
