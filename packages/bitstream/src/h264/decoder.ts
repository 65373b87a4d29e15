import type { DecoderOptions, PictureDecoder, StreamHeaders } from "../codec.js";
import { UnsupportedFeatureError } from "../errors.js";
import { clause } from "./clause.js";
import type { H264State } from "./sequence-headers.js";

/** @throws UnsupportedFeatureError */
export async function createDecoder(
  _headers: StreamHeaders<H264State>,
  _options: DecoderOptions,
): Promise<PictureDecoder> {
  throw new UnsupportedFeatureError("H.264 slice data", clause("7.3.4"));
}
