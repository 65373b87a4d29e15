import { TruncatedStreamError } from "../errors.js";
import { RbspReader } from "./rbsp-reader.js";

/** What is of use in the SEI messages of an access unit (Rec. ITU-T H.264, Annex D). Null: not there. */
export interface SeiMessages {
  /** recovery_frame_cnt of a recovery point (D.2.8). */
  readonly recoveryFrameCount: number | null;
  /** The encoder's name and version, from unregistered user data (D.2.7): "x264 - core 164 r3095". */
  readonly encoder: string | null;
}

export const NO_SEI: SeiMessages = { recoveryFrameCount: null, encoder: null };

const RECOVERY_POINT = 6;
const USER_DATA_UNREGISTERED = 5;
const UUID_BYTES = 16;

/**
 * Adds what the messages of an SEI NAL unit say. Messages that make no sense are passed over: pictures do not need them.
 *
 * @param bytes the unit's beginning, without emulation prevention bytes
 */
export function readSei(bytes: Uint8Array, known: SeiMessages): SeiMessages {
  let { recoveryFrameCount, encoder } = known;
  let at = 1;
  function ffCoded(): number {
    let value = 0;
    while (bytes[at] === 255) {
      value += 255;
      at++;
    }
    return value + (bytes[at++] ?? 0);
  }
  while (at + 2 < bytes.length) {
    const type = ffCoded();
    const size = ffCoded();
    const payload = bytes.subarray(at, at + size);
    if (type === RECOVERY_POINT) recoveryFrameCount = readRecoveryPoint(payload) ?? recoveryFrameCount;
    if (type === USER_DATA_UNREGISTERED) encoder ??= encoderName(payload.subarray(UUID_BYTES));
    at += size;
  }
  return { recoveryFrameCount, encoder };
}

function readRecoveryPoint(payload: Uint8Array): number | null {
  // The reader begins behind a NAL unit's header byte.
  const bits = new RbspReader(Uint8Array.of(0, ...payload));
  try {
    return bits.ue("recovery_frame_cnt", 65_535, "D.2.8");
  } catch (error) {
    if (error instanceof TruncatedStreamError) return null;
    return null;
  }
}

/** Text up to the options or the address behind it; null where it is no text. */
function encoderName(payload: Uint8Array): string | null {
  const end = payload.indexOf(0);
  const text = String.fromCharCode(...payload.subarray(0, Math.min(256, end < 0 ? payload.length : end)));
  const name = /^x264 - core \d+(?: r\d+)?/.exec(text)?.[0] ?? text.split(/ - |: options/)[0]!.trim();
  return /^[\x20-\x7e]{2,64}$/.test(name) ? name : null;
}
