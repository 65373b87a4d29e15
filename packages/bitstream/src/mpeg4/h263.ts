import type { Codec } from "../codec.js";
import type { ExtendedPictureType } from "./extended-picture-type.js";
import { nextShortHeader } from "./short-header.js";
import { createShortHeaderDecoder } from "./short-header-decoder.js";
import {
  nextShortAccessUnit,
  readShortHeaders,
  readShortPictureHeaders,
  type ShortHeaderState,
} from "./short-header-stream.js";

/** ITU-T H.263 with annexes D, I, K and T: the short video header of MPEG-4 Part 2 (ISO/IEC 14496-2, 6.2.5.2) by itself. */
export const h263: Codec<ShortHeaderState, ExtendedPictureType | null> = {
  name: "h263",
  readHeaders: readShortHeaders,
  readPictureHeaders: readShortPictureHeaders,
  nextAccessUnit: nextShortAccessUnit,
  resync: nextShortHeader,
  createDecoder: createShortHeaderDecoder,
};
