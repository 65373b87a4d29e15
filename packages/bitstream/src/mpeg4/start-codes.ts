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

/**
 * Offset of the next start code prefix 000001 at or after `from` whose code byte is in the data too, or −1.
 */
export function nextStartCode(bytes: Uint8Array, from: number): number {
  const last = bytes.length - 4;
  // Nearly all of a packet is picture data: two steps at once while nothing is near.
  const far = last - 3;
  for (let at = from; at <= last; ) {
    while (at <= far && bytes[at + 2]! > 1 && bytes[at + 5]! > 1) at += 6;
    if (at > last) return -1;
    const third = bytes[at + 2]!;
    if (third > 1) at += 3;
    else if (third === 1) {
      if (bytes[at] === 0 && bytes[at + 1] === 0) return at;
      at += 3;
    } else at += 1;
  }
  return -1;
}

/** True for the codes of video_object_layer_start_code. */
export function isVideoObjectLayer(code: number): boolean {
  return code >= StartCode.videoObjectLayerFirst && code <= StartCode.videoObjectLayerLast;
}
