/** Bytes of the longest section of a program table (ISO/IEC 13818-1, 2.4.4). */
const MAX_SECTION_BYTES = 4096 + 3;

/** Puts the sections of one PID together from the payloads of its packets; damaged ones are left out. */
export class Sections {
  #bytes: Uint8Array = new Uint8Array(0);
  #open = false;

  /** @returns the sections that the payload ends, without their checksums */
  push(payload: Uint8Array, unitStart: boolean): Uint8Array[] {
    if (payload.length === 0) return [];
    if (!unitStart) return this.#open ? this.#take(payload) : [];
    const pointer = payload[0]!;
    const ended = this.#open ? this.#take(payload.subarray(1, 1 + pointer)) : [];
    this.#bytes = new Uint8Array(0);
    this.#open = true;
    return [...ended, ...this.#take(payload.subarray(1 + pointer))];
  }

  #take(more: Uint8Array): Uint8Array[] {
    const joined = new Uint8Array(this.#bytes.length + more.length);
    joined.set(this.#bytes);
    joined.set(more, this.#bytes.length);
    const sections: Uint8Array[] = [];
    let at = 0;
    while (at + 3 <= joined.length && joined[at] !== STUFFING) {
      const length = (((joined[at + 1]! & 15) << 8) | joined[at + 2]!) + 3;
      if (at + length > joined.length) break;
      const section = joined.subarray(at, at + length);
      if (length >= 12 && crc32(section) === 0) sections.push(section.subarray(0, length - 4));
      at += length;
    }
    this.#bytes = joined.subarray(at);
    if (this.#bytes[0] === STUFFING || this.#bytes.length > MAX_SECTION_BYTES) {
      this.#bytes = new Uint8Array(0);
      this.#open = false;
    }
    return sections;
  }
}

const STUFFING = 0xff;

/** CRC_32 (ISO/IEC 13818-1, Annex A): 0 over a whole section with its checksum. */
export function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  }
  return crc;
}

/** PIDs of the program maps that a program association section lists (2.4.4.3). */
export function programMapPids(section: Uint8Array): number[] {
  if (section[0] !== 0 || (section[5]! & 1) === 0) return [];
  const pids: number[] = [];
  for (let at = 8; at + 4 <= section.length; at += 4) {
    const program = (section[at]! << 8) | section[at + 1]!;
    if (program !== 0) pids.push(((section[at + 2]! & 0x1f) << 8) | section[at + 3]!);
  }
  return pids;
}

/** The streams that a program map section lists (2.4.4.8). */
export function programStreams(section: Uint8Array): { readonly type: number; readonly pid: number }[] {
  if (section[0] !== 2 || (section[5]! & 1) === 0) return [];
  const streams: { type: number; pid: number }[] = [];
  let at = 12 + (((section[10]! & 15) << 8) | section[11]!);
  while (at + 5 <= section.length) {
    streams.push({ type: section[at]!, pid: ((section[at + 1]! & 0x1f) << 8) | section[at + 2]! });
    at += 5 + (((section[at + 3]! & 15) << 8) | section[at + 4]!);
  }
  return streams;
}
