// Vectors of H.263 pictures with unrestricted vectors (ITU-T H.263, annex D): a range of its own, and with PLUSPTYPE codes of its own.

import { pos, read, seek, window } from "./bits";
import { fault, MVD } from "./fault";
import { predictVector, predictionX, predictionY, setVector } from "./motion-vector";
import { mvd, MVD_BITS } from "./vlc";

/** How vectors are coded: as always, in the larger range of pictures without PLUSPTYPE (D.1), or in codes of their own (D.2). */
export const RESTRICTED: i32 = 0;
export const LONG: i32 = 1;
export const OWN_CODES: i32 = 2;

/** Half pixels beyond which no vector is sensible. */
const MOST: i32 = 1 << 13;

/** Decodes the vector of block 0…3, or of the whole macroblock as block 0. */
export function decodeUnrestrictedVector(coding: i32, block: i32): bool {
  predictVector(block);
  const px = predictionX;
  const py = predictionY;
  if (!(coding == LONG ? decodeLong(px) : decodeOwn(px))) return false;
  const x = component;
  if (!(coding == LONG ? decodeLong(py) : decodeOwn(py))) return false;
  const y = component;
  // A bit that keeps start codes from being imitated.
  if (coding == OWN_CODES && x - px == 1 && y - py == 1) read(1);
  setVector(x, y);
  return true;
}

let component: i32 = 0;

/** Table 14 of H.263, and a range that depends on the prediction: −31.5…31.5 pixels around it where it is far out. */
function decodeLong(prediction: i32): bool {
  const bits = window(pos);
  const entry = <i32>load<u16>(mvd + (<usize>(bits >> (64 - MVD_BITS)) << 1));
  if (entry == 0) return fault(MVD, pos);
  const length = entry & 0xff;
  const magnitude = entry >> 8;
  component = prediction;
  seek(pos + length);
  if (magnitude == 0) return true;
  component += read(1) ? -magnitude : magnitude;
  if (prediction < -31 && component < -63) component += 64;
  else if (prediction > 32 && component > 63) component -= 64;
  return true;
}

/** Table D.3: 1 is no difference; else 0, the first bit of the magnitude, then 1 and a bit for each more, 0 at the end. */
function decodeOwn(prediction: i32): bool {
  const at = pos;
  component = prediction;
  if (read(1)) return true;
  let code = 2 + <i32>read(1);
  while (read(1)) {
    if (code > MOST) return fault(MVD, at);
    code = (code << 1) + <i32>read(1);
  }
  component += code & 1 ? -(code >> 1) : code >> 1;
  return true;
}
