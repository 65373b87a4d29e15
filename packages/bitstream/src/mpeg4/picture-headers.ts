import type { Packet, PictureHeader, PictureHeaders, StreamHeaders } from "../codec.js";
import { BitstreamError } from "../errors.js";
import { BitReader } from "./bit-reader.js";
import { readGroupOfVop } from "./group-of-vop.js";
import type { Mpeg4State } from "./sequence-headers.js";
import { nextStartCode, StartCode } from "./start-codes.js";
import type { VideoObjectLayer } from "./video-object-layer.js";
import { readVopType } from "./video-object-plane.js";
import { anchorTimes, groupTimes, NO_TIMES, type VopTimes, vopDistances } from "./vop-times.js";

/**
 * Types of the VOPs in a packet, without their macroblocks. Any type is named, also those that are not decoded yet.
 *
 * These VOPs are no frames, as in FFmpeg's output: one that is not coded (vop_coded = 0), a B-VOP before the stream's second
 * coded anchor, and a B-VOP whose time is not between those of its anchors.
 */
export function readPictureHeaders(
  packet: Packet,
  headers: StreamHeaders<Mpeg4State>,
  before: VopTimes = NO_TIMES,
): PictureHeaders<VopTimes> {
  const { data, byteOffset } = packet;
  const { layer } = headers.state;
  const pictures: PictureHeader[] = [];
  let times = before;
  for (let at = nextStartCode(data, 0); at >= 0; at = nextStartCode(data, at + 4)) {
    const bits = new BitReader(data, { byteOffset }, (at + 4) * 8);
    if (data[at + 3] === StartCode.groupOfVop) times = groupTimes(times, readGroupSeconds(bits) ?? times.seconds);
    if (data[at + 3] !== StartCode.vop) continue;
    const { header, after } = readHeader(bits, layer, times);
    pictures.push(header);
    times = after;
  }
  return { pictures, after: times };
}

/** A group's header that is invalid is passed over: only its time is of use here. */
function readGroupSeconds(bits: BitReader): number | null {
  try {
    return readGroupOfVop(bits).seconds;
  } catch (error) {
    if (error instanceof BitstreamError) return null;
    throw error;
  }
}

function readHeader(
  bits: BitReader,
  layer: VideoObjectLayer,
  times: VopTimes,
): { header: PictureHeader; after: VopTimes } {
  const vop = readVopType(bits, layer);
  const { type, coded } = vop;
  if (type === "B") {
    const isFrame = coded && times.anchors === 2 && vopDistances(times, vop, layer.timeResolution) !== null;
    return { header: { type, isFrame, keyFrame: false }, after: times };
  }
  const header: PictureHeader = {
    type: type === "S" ? "P" : type,
    isFrame: coded,
    keyFrame: type === "I" && coded,
  };
  return { header, after: anchorTimes(times, vop, layer.timeResolution) };
}
