import type { Codec } from "../codec.js";
import { nextAccessUnit } from "./access-unit.js";
import { createDecoder } from "./decoder.js";
import { readPictureHeaders } from "./picture-headers.js";
import { type Mpeg4State, readHeaders } from "./sequence-headers.js";
import type { VopTimes } from "./vop-times.js";

/** MPEG-4 Part 2 (ISO/IEC 14496-2): Simple Profile without data partitioning and short headers, and weighted quantisation. */
export const mpeg4: Codec<Mpeg4State, VopTimes> = {
  name: "mpeg4",
  readHeaders,
  readPictureHeaders,
  nextAccessUnit,
  createDecoder,
};
