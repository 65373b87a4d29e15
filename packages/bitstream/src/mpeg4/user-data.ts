import { MAX_USER_DATA_BYTES } from "./limits.js";

/** user_data() as text (ISO/IEC 14496-2, 6.2.2.2): everything up to the next start code, without unprintable bytes. */
export function readUserData(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let at = start; at < Math.min(end, start + MAX_USER_DATA_BYTES); at++) {
    const byte = bytes[at]!;
    if (byte >= 0x20 && byte < 0x7f) text += String.fromCharCode(byte);
  }
  return text;
}
