/** The name under which the codec of a raw stream is looked up. */
export type RawCodec = "mp4v" | "h263" | "avc1";

/** The codec of a raw stream by its first bytes; null: it is none that is known here. */
export function rawCodec(head: Uint8Array): RawCodec | null {
  if (isH263(head)) return "h263";
  const code = firstCode(head);
  if (code === null) return null;
  if (isH264(head)) return "avc1";
  return isMpeg4(head, code) ? "mp4v" : null;
}

/** The byte behind the start code that bytes begin with, zeros before it passed over, and how many there are; null: there is none. */
export function firstCode(head: Uint8Array): { readonly value: number; readonly zeros: number } | null {
  let zeros = 0;
  while (zeros < head.length && head[zeros] === 0) zeros++;
  return head[zeros] === 1 && zeros >= 2 ? { value: head[zeros + 1] ?? 0, zeros } : null;
}

/** Whether bytes begin with a picture of H.263: its start code (22 bits), and 10 behind the temporal reference. */
function isH263(head: Uint8Array): boolean {
  return head[0] === 0 && head[1] === 0 && ((head[2] ?? 0) & 0xfc) === 0x80 && ((head[3] ?? 0) & 3) === 2;
}

/**
 * Whether all start codes are NAL units of H.264, with a parameter set of a sequence (its profile and level, which are known ones, behind
 * it) and one of a picture. MPEG-4's pictures and HEVC's parameter sets are none.
 */
function isH264(head: Uint8Array): boolean {
  let sequences = 0;
  let pictures = 0;
  for (let at = nextCode(head, 0); at >= 0; at = nextCode(head, at)) {
    const header = head[at]!;
    const type = header & 0x1f;
    // forbidden_zero_bit
    if (header & 0x80 || type === 0) return false;
    if (type === 8) pictures++;
    if (type === 7 && profiles.has(head[at + 1]!) && head[at + 3]! >= 9 && head[at + 3]! <= 62) sequences++;
  }
  return sequences > 0 && pictures > 0;
}

/** profile_idc (Rec. ITU-T H.264, Annexes A, F to I). */
const profiles = new Set([66, 77, 88, 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);

/** The first start code of MPEG-4 Part 2 (ISO/IEC 14496-2, Table 6-3). */
function isMpeg4(head: Uint8Array, { value, zeros }: { value: number; zeros: number }): boolean {
  if (value === 0xb0 || value === 0xb5 || value === 0xb6 || isLayer(value)) return true;
  if (value > 0x1f) return false;
  const next = nextCode(head, zeros + 2);
  // A video object, but for what the start of H.264 and of HEVC looks like.
  return isLayer(head[next] ?? 0) || !(zeros >= 3 && [7, 8, 9].includes(value));
}

function isLayer(code: number): boolean {
  return code >= 0x20 && code <= 0x2f;
}

/** Where the byte behind the next start code is, or −1. */
function nextCode(bytes: Uint8Array, from: number): number {
  for (let i = from; i + 3 < bytes.length; i++) {
    if (bytes[i] === 0 && bytes[i + 1] === 0 && bytes[i + 2] === 1) return i + 3;
  }
  return -1;
}
