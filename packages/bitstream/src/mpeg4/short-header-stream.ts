import { endAtNext, type Packet, type PictureHeader, type PictureHeaders, type StreamHeaders } from "../codec.js";
import { UnknownFormatError } from "../errors.js";
import { BitReader } from "./bit-reader.js";
import type { ExtendedPictureType, PictureSize } from "./extended-picture-type.js";
import { checkLimit, MAX_PICTURE_AREA } from "./limits.js";
import { nextShortHeader, readShortHeader } from "./short-header.js";

/** What a decoder of pictures with short video headers is created from. */
export interface ShortHeaderState {
  readonly shortHeader: PictureSize;
  /** What the first picture's PLUSPTYPE says. */
  readonly extended: ExtendedPictureType | null;
}

/**
 * Reads the size from the first picture: such streams have no other headers.
 * @throws UnknownFormatError if there is no picture in `bytes`
 */
export function readShortHeaders(bytes: Uint8Array): StreamHeaders<ShortHeaderState> {
  const at = nextShortHeader(bytes, 0);
  if (at < 0) throw new UnknownFormatError("no picture header of H.263 found in the stream's first bytes");
  const bits = new BitReader(bytes, {}, at * 8);
  const { width, height, extended } = readShortHeader(bits);
  checkLimit("the picture area", width * height, MAX_PICTURE_AREA, { byte: at });
  return {
    profile: extended ? "H.263+" : "H.263 baseline",
    width,
    height,
    frameRate: null,
    encoder: null,
    reordered: false,
    packed: false,
    state: { shortHeader: { width, height }, extended },
  };
}

/** Types of the pictures in a packet. */
export function readShortPictureHeaders(
  { data, byteOffset }: Packet,
  headers: StreamHeaders<ShortHeaderState>,
  before: ExtendedPictureType | null = headers.state.extended,
): PictureHeaders<ExtendedPictureType | null> {
  const pictures: PictureHeader[] = [];
  let extended = before;
  for (let at = nextShortHeader(data, 0); at >= 0; at = nextShortHeader(data, at + 3)) {
    const header = readShortHeader(new BitReader(data, { byteOffset }, at * 8), extended);
    extended = header.extended ?? extended;
    const range = { start: pictures.length === 0 ? 0 : at, end: data.length };
    const { type } = header;
    pictures.push({ type, isFrame: true, keyFrame: type === "I", coded: true, packed: false, ...range });
  }
  return { pictures: endAtNext(pictures), replaceable: false, after: extended };
}

/** End of the picture that begins at `start`: the start of the next one, or −1 if that is not in `bytes` (`final`: their end). */
export function nextShortAccessUnit(bytes: Uint8Array, start: number, final: boolean): number {
  const first = nextShortHeader(bytes, start);
  const next = first < 0 ? -1 : nextShortHeader(bytes, first + 3);
  if (next >= 0) return next;
  return final && start < bytes.length ? bytes.length : -1;
}
