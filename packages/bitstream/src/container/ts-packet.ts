/** A transport packet (ISO/IEC 13818-1, 2.4.3.2). */
export interface TsPacket {
  readonly pid: number;
  /** A section or PES packet begins in the payload. */
  readonly unitStart: boolean;
  /** continuity_counter: one more, modulo 16, in each packet of a PID that has a payload. */
  readonly counter: number;
  /** The stream says itself that its counters or clock jump here. */
  readonly discontinuity: boolean;
  /** A receiver marked it as damaged. */
  readonly damaged: boolean;
  /** Empty where there is none, or where it is scrambled. */
  readonly payload: Uint8Array;
}

export const TS_PACKET_BYTES = 188;
export const SYNC_BYTE = 0x47;
/** Plain; behind a time code of four bytes (M2TS); before sixteen bytes of error correction. */
const SPACINGS = [188, 192, 204];
/** Sync bytes in a row that are believed. */
const SYNCS = 5;

/** Where a transport stream's first packet begins, and how far its packets are from each other; null: it is none. */
export function findPackets(bytes: Uint8Array): { readonly start: number; readonly spacing: number } | null {
  for (let start = 0; start < 4 * TS_PACKET_BYTES && start < bytes.length; start++) {
    if (bytes[start] !== SYNC_BYTE) continue;
    for (const spacing of SPACINGS) {
      const seen = Math.min(SYNCS, Math.floor((bytes.length - start - TS_PACKET_BYTES) / spacing) + 1);
      if (seen >= 3 && isSync(bytes, start, spacing, seen)) return { start, spacing };
    }
  }
  return null;
}

/** Whether sync bytes stand at `count` places, as far as `bytes` go. */
export function isSync(bytes: Uint8Array, at: number, spacing: number, count: number): boolean {
  for (let i = 0; i < count && at + i * spacing < bytes.length; i++) {
    if (bytes[at + i * spacing] !== SYNC_BYTE) return false;
  }
  return true;
}

/** Reads the packet whose sync byte stands at `at`; all of its 188 bytes must be there. */
export function tsPacket(bytes: Uint8Array, at: number): TsPacket {
  const flags = bytes[at + 3]!;
  const hasField = (flags & 0x20) !== 0;
  const fieldLength = hasField ? 1 + bytes[at + 4]! : 0;
  const readable = (flags & 0x10) !== 0 && (flags & 0xc0) === 0;
  const end = at + TS_PACKET_BYTES;
  return {
    pid: ((bytes[at + 1]! & 0x1f) << 8) | bytes[at + 2]!,
    unitStart: (bytes[at + 1]! & 0x40) !== 0,
    counter: flags & 15,
    discontinuity: hasField && fieldLength > 1 && (bytes[at + 5]! & 0x80) !== 0,
    damaged: (bytes[at + 1]! & 0x80) !== 0,
    payload: readable ? bytes.subarray(Math.min(at + 4 + fieldLength, end), end) : bytes.subarray(end, end),
  };
}
