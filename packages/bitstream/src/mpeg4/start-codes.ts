import { findPrefix } from "./prefix-search.js";

/** Last byte of the start codes 000001xx that are told apart (ISO/IEC 14496-2, Table 6-3). */
export const StartCode = {
  videoObjectFirst: 0x00,
  videoObjectLast: 0x1f,
  videoObjectLayerFirst: 0x20,
  videoObjectLayerLast: 0x2f,
  visualObjectSequence: 0xb0,
  visualObjectSequenceEnd: 0xb1,
  userData: 0xb2,
  groupOfVop: 0xb3,
  visualObject: 0xb5,
  vop: 0xb6,
} as const;

/** From so many bytes on it pays to copy them to where they are searched sixteen at a time. */
const LONG = 256;

/**
 * Offset of the next start code prefix 000001 at or after `from` whose code byte is in the data too, or −1.
 */
export function nextStartCode(bytes: Uint8Array, from: number): number {
  const last = bytes.length - 4;
  const near = Math.min(last, from + LONG);
  for (let at = from; at <= near; ) {
    const third = bytes[at + 2]!;
    if (third > 1) at += 3;
    else if (third === 1) {
      if (bytes[at] === 0 && bytes[at + 1] === 0) return at;
      at += 3;
    } else at += 1;
  }
  return near < last ? findPrefix(bytes, near, bytes.length - 1) : -1;
}

/** True for the codes of video_object_layer_start_code. */
export function isVideoObjectLayer(code: number): boolean {
  return code >= StartCode.videoObjectLayerFirst && code <= StartCode.videoObjectLayerLast;
}
