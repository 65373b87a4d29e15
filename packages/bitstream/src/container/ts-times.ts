import type { ByteSource } from "../container.js";
import { pesPacket } from "./pes.js";
import { isSync, SYNC_BYTE, TS_PACKET_BYTES, tsPacket } from "./ts-packet.js";

const READ_BYTES = 16 * 2 ** 10;

/**
 * The first time of a stream in the transport packets that begin in bytes `from` to `until`: a PES packet says it in its first.
 *
 * @param spacing bytes from one packet to the next
 * @returns where that packet begins, and its ticks modulo 2³³; null where there is none
 */
export async function firstPts(
  source: ByteSource,
  pid: number,
  spacing: number,
  from: number,
  until: number,
): Promise<{ readonly byteOffset: number; readonly pts: number } | null> {
  for (let at = from; at < until; ) {
    const bytes = await source.read(at, READ_BYTES);
    if (bytes.length < TS_PACKET_BYTES) break;
    let used = 0;
    while (used + TS_PACKET_BYTES <= bytes.length && at + used < until) {
      if (bytes[used] !== SYNC_BYTE || !isSync(bytes, used, spacing, 3)) {
        used++;
        continue;
      }
      const packet = tsPacket(bytes, used);
      const pts = packet.pid === pid && packet.unitStart ? (pesPacket(packet.payload)?.pts ?? null) : null;
      if (pts !== null) return { byteOffset: at + used, pts };
      used += spacing;
    }
    at += used;
  }
  return null;
}
