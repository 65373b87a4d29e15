import type { Packet, PictureHeader, StreamHeaders } from "../codec.js";
import { BitReader } from "./bit-reader.js";
import type { Mpeg4State } from "./sequence-headers.js";
import { nextStartCode, StartCode } from "./start-codes.js";
import { readVopType } from "./video-object-plane.js";

/** Types of the VOPs in a packet, without their macroblocks. Any type is named, also those that are not decoded yet. */
export function readPictureHeaders(packet: Packet, headers: StreamHeaders<Mpeg4State>): PictureHeader[] {
  const { data, byteOffset } = packet;
  const pictures: PictureHeader[] = [];
  for (let at = nextStartCode(data, 0); at >= 0; at = nextStartCode(data, at + 4)) {
    if (data[at + 3] !== StartCode.vop) continue;
    const { type, coded } = readVopType(new BitReader(data, { byteOffset }, (at + 4) * 8), headers.state.layer);
    pictures.push({ type, coded, keyFrame: type === "I" && coded });
  }
  return pictures;
}
