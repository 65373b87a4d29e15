import type { Codec, StreamHeaders } from "../codec.js";
import { UnknownFormatError } from "../errors.js";
import type { EncoderIdentity } from "./encoder-behaviour.js";
import { type HeadersSoFar, NO_HEADERS, readHeaderUnit } from "./header-units.js";
import { isVideoObjectLayer, nextStartCode, StartCode } from "./start-codes.js";
import type { VideoObjectLayer } from "./video-object-layer.js";
import { profileName } from "./visual-object-sequence.js";

/** What the decoder is created from. */
export interface Mpeg4State {
  readonly layer: VideoObjectLayer;
  readonly visualObjectVersion: number;
  readonly encoder: EncoderIdentity;
  readonly fourcc: string | null;
  /** The layer's header is the container's: the stream itself does not begin with one. */
  readonly outOfBand: boolean;
}

/**
 * Reads the headers before the first VOP: sequence, visual object, layer, user data.
 * @param configured as in {@link Codec.readHeaders}
 * @throws UnknownFormatError if there is no video object layer in `bytes`
 */
export function readHeaders(
  bytes: Uint8Array,
  fourcc: string | null = null,
  configured = 0,
): StreamHeaders<Mpeg4State> {
  let headers: HeadersSoFar = NO_HEADERS;
  let layerAt = 0;
  for (let at = nextStartCode(bytes, 0); at >= 0; at = nextStartCode(bytes, at + 4)) {
    if (bytes[at + 3] === StartCode.vop) break;
    if (isVideoObjectLayer(bytes[at + 3]!)) layerAt = at;
    headers = readHeaderUnit(bytes, at, {}, headers);
  }
  const { layer, encoder, visualObjectVersion } = headers;
  if (layer === null) {
    throw new UnknownFormatError("no MPEG-4 video object layer header found in the stream's first bytes");
  }
  return {
    profile: profileOf(headers, layer),
    width: layer.width,
    height: layer.height,
    frameRate: layer.fixedTimeIncrement === null ? null : layer.timeResolution / layer.fixedTimeIncrement,
    encoder: encoder.name,
    reordered: layer.lowDelay !== true,
    packed: encoder.packed,
    state: { layer, visualObjectVersion, encoder, fourcc, outOfBand: layerAt < configured },
  };
}

function profileOf({ profileAndLevel }: HeadersSoFar, layer: VideoObjectLayer): string {
  const name = profileAndLevel === null ? null : profileName(profileAndLevel);
  if (name !== null) return name;
  if (layer.objectType === 1) return "Simple";
  if (layer.objectType === 17) return "Advanced Simple";
  return profileAndLevel === null ? "unknown" : `profile and level ${profileAndLevel}`;
}
