import type { Codec, Packet, PictureHeaders, StreamHeaders } from "../codec.js";
import { nextAccessUnit } from "./access-unit.js";
import { createDecoder } from "./decoder.js";
import type { ExtendedPictureType } from "./extended-picture-type.js";
import { readPictureHeaders } from "./picture-headers.js";
import { type Mpeg4State, readHeaders } from "./sequence-headers.js";
import { isShortHeader } from "./short-header.js";
import { createShortHeaderDecoder } from "./short-header-decoder.js";
import {
  nextShortAccessUnit,
  readShortHeaders,
  readShortPictureHeaders,
  type ShortHeaderState,
} from "./short-header-stream.js";
import { nextStartCode } from "./start-codes.js";
import { MIDDLE_TIMES, type VopTimes } from "./vop-times.js";

type State = Mpeg4State | ShortHeaderState;
type Progress = VopTimes | ExtendedPictureType | null;

/** MPEG-4 Part 2 (ISO/IEC 14496-2): object layers, or pictures with short video headers (6.2.5.2) where those come first. */
export const mpeg4: Codec<State, Progress> = {
  name: "mpeg4",
  readHeaders: (bytes, fourcc, configured) =>
    isShortHeader(bytes, 0) ? readShortHeaders(bytes) : readHeaders(bytes, fourcc, configured),
  readPictureHeaders: (packet: Packet, headers: StreamHeaders<State>, before?: Progress): PictureHeaders<Progress> =>
    isShort(headers)
      ? readShortPictureHeaders(packet, headers, before as ExtendedPictureType | null | undefined)
      : readPictureHeaders(packet, headers as StreamHeaders<Mpeg4State>, before as VopTimes | undefined),
  middle: MIDDLE_TIMES,
  nextAccessUnit: (bytes, start, final) =>
    (isShortHeader(bytes, start) ? nextShortAccessUnit : nextAccessUnit)(bytes, start, final),
  // Pictures with short video header in the middle of a stream look like the video packets of others: those streams are h263's.
  resync: nextStartCode,
  createDecoder: (headers, options) =>
    isShort(headers)
      ? createShortHeaderDecoder(headers, options)
      : createDecoder(headers as StreamHeaders<Mpeg4State>, options),
};

function isShort(headers: StreamHeaders<State>): headers is StreamHeaders<ShortHeaderState> {
  return "shortHeader" in headers.state;
}
