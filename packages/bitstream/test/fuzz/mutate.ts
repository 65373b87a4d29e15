import type { Random } from "../mpeg4/random/tools.js";

/** Bytes behind a start code that hold headers. */
const HEADER = 24;

/**
 * A copy with 1…4 changes: single bits, bytes, runs of zeros or ones, a copied run, bytes taken out or put in, bits of a
 * header behind a start code, a piece of another stream, the end cut off.
 */
export function mutate(bytes: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  let copy = bytes.slice();
  for (let changes = 1 + random(4); changes > 0 && copy.length > 4; changes--) {
    const at = random(copy.length);
    const kind = random(10);
    if (kind < 2) copy[at]! ^= 1 << random(8);
    else if (kind === 2) copy[at] = random(256);
    else if (kind === 3) copy.fill(random(2) * 255, at, at + 1 + random(8));
    else if (kind === 4) copy.copyWithin(at, random(copy.length), random(copy.length));
    else if (kind === 5) copy = splice(copy, at, random(40), other.subarray(0, 0));
    else if (kind === 6) copy = splice(copy, at, random(40), piece(other, random));
    else if (kind < 9) {
      const header = headerAt(copy, at);
      const bit = random(HEADER * 8);
      if (header + (bit >> 3) < copy.length) copy[header + (bit >> 3)]! ^= 0x80 >> (bit & 7);
    } else if (random(3) === 0) copy = copy.slice(0, at);
  }
  return copy;
}

function piece(other: Uint8Array, random: Random): Uint8Array {
  const from = random(other.length);
  return other.subarray(from, from + random(200));
}

function splice(bytes: Uint8Array, at: number, removed: number, added: Uint8Array): Uint8Array<ArrayBuffer> {
  const tail = bytes.subarray(Math.min(bytes.length, at + removed));
  const joined = new Uint8Array(at + added.length + tail.length);
  joined.set(bytes.subarray(0, at));
  joined.set(added, at);
  joined.set(tail, at + added.length);
  return joined;
}

/** Where the last start code at or before `at` is, or 0. */
function headerAt(bytes: Uint8Array, at: number): number {
  for (let i = Math.min(at, bytes.length - 3); i > 0; i--) {
    if (bytes[i] === 0 && bytes[i + 1] === 0 && (bytes[i + 2] === 1 || (bytes[i + 2]! & 0xfc) === 0x80)) return i;
  }
  return 0;
}
