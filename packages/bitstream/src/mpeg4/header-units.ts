import { BitReader, type Origin } from "./bit-reader.js";
import { type EncoderIdentity, identifyEncoder, UNKNOWN_ENCODER } from "./encoder-behaviour.js";
import { isVideoObjectLayer, nextStartCode, StartCode } from "./start-codes.js";
import { readUserData } from "./user-data.js";
import { readVideoObjectLayer, type VideoObjectLayer } from "./video-object-layer.js";
import { readVisualObject } from "./visual-object.js";
import { readVisualObjectSequence } from "./visual-object-sequence.js";

/** What the headers read so far say; each unit adds to it. */
export interface HeadersSoFar {
  readonly profileAndLevel: number | null;
  readonly visualObjectVersion: number;
  readonly layer: VideoObjectLayer | null;
  readonly encoder: EncoderIdentity;
}

export const NO_HEADERS: HeadersSoFar = {
  profileAndLevel: null,
  visualObjectVersion: 1,
  layer: null,
  encoder: UNKNOWN_ENCODER,
};

/**
 * Reads the header unit whose start code stands at `at`, if it is one that matters; returns the headers with it added.
 * VOPs, groups of VOPs and unknown units change nothing.
 */
export function readHeaderUnit(bytes: Uint8Array, at: number, origin: Origin, headers: HeadersSoFar): HeadersSoFar {
  const code = bytes[at + 3]!;
  const bits = new BitReader(bytes, origin, (at + 4) * 8);
  if (code === StartCode.visualObjectSequence) {
    return { ...headers, profileAndLevel: readVisualObjectSequence(bits).profileAndLevel };
  }
  if (code === StartCode.visualObject) return { ...headers, visualObjectVersion: readVisualObject(bits).version };
  if (isVideoObjectLayer(code)) return { ...headers, layer: readVideoObjectLayer(bits, headers.visualObjectVersion) };
  if (code === StartCode.userData) {
    const next = nextStartCode(bytes, at + 4);
    const text = readUserData(bytes, at + 4, next < 0 ? bytes.length : next);
    return { ...headers, encoder: identifyEncoder(text, headers.encoder) };
  }
  return headers;
}
