import { nextStartCode, StartCode } from "./start-codes.js";

/**
 * End of the access unit that begins at `start`: the start code after its VOP (what ends the sequence belongs to the unit
 * before it), or −1 if that is not in `bytes`.
 * @param final the stream ends with `bytes`, so that the rest is the last unit
 */
export function nextAccessUnit(bytes: Uint8Array, start: number, final: boolean): number {
  let vopSeen = false;
  for (let at = nextStartCode(bytes, start); at >= 0; at = nextStartCode(bytes, at + 4)) {
    const code = bytes[at + 3]!;
    if (vopSeen && code !== StartCode.visualObjectSequenceEnd) return at;
    if (code === StartCode.vop) vopSeen = true;
  }
  return final && start < bytes.length ? bytes.length : -1;
}
