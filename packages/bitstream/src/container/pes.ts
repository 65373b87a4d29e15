/** What a PES packet holds (ISO/IEC 13818-1, 2.4.3.6). */
export interface PesPacket {
  readonly payload: Uint8Array;
  /** Presentation time in ticks of 90 kHz, modulo 2³³; null where it has none. */
  readonly pts: number | null;
}

/** PES_packet_length with the six bytes before it; 0: up to where the next begins; null: not yet there. */
export function pesLength(bytes: Uint8Array): number | null {
  if (bytes.length < 6) return null;
  const length = (bytes[4]! << 8) | bytes[5]!;
  return length === 0 ? 0 : length + 6;
}

/** Reads a whole PES packet of a video stream; null where it is none. */
export function pesPacket(bytes: Uint8Array): PesPacket | null {
  if (bytes.length < 9 || bytes[0] !== 0 || bytes[1] !== 0 || bytes[2] !== 1 || (bytes[6]! & 0xc0) !== 0x80)
    return null;
  const end = pesLength(bytes) || bytes.length;
  const hasPts = (bytes[7]! & 0x80) !== 0 && bytes[8]! >= 5 && bytes.length >= 14;
  return { payload: bytes.subarray(9 + bytes[8]!, end), pts: hasPts ? timestamp(bytes, 9) : null };
}

/** 33 bits in five bytes, with marker bits between them. */
function timestamp(bytes: Uint8Array, at: number): number {
  const high = (bytes[at]! >> 1) & 7;
  const middle = (bytes[at + 1]! << 7) | (bytes[at + 2]! >> 1);
  const low = (bytes[at + 3]! << 7) | (bytes[at + 4]! >> 1);
  return high * 2 ** 30 + middle * 2 ** 15 + low;
}

/** Continues times over the end of their 33 bits: the one nearest to the time before. */
export function unwrapped(pts: number, before: number | null): number {
  if (before === null) return pts;
  return pts + Math.round((before - pts) / 2 ** 33) * 2 ** 33;
}
