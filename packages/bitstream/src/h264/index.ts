import type { Codec } from "../codec.js";
import { nextAccessUnit, resync } from "./access-unit.js";
import { createDecoder } from "./decoder.js";
import { readPictureHeaders } from "./picture-headers.js";
import { type H264State, readHeaders } from "./sequence-headers.js";
import type { StreamProgress } from "./stream-progress.js";

/** H.264 (Rec. ITU-T H.264 | ISO/IEC 14496-10), as a byte stream (Annex B) or with lengths in front of NAL units (avcC). */
export const h264: Codec<H264State, StreamProgress> = {
  name: "h264",
  readHeaders: (bytes, _fourcc, configured, shown) => readHeaders(bytes, configured, shown),
  readPictureHeaders,
  nextAccessUnit,
  resync,
  createDecoder,
};
