import { endAtNext, type Packet, type PictureHeader, type PictureHeaders, type StreamHeaders } from "../codec.js";
import { BitstreamError } from "../errors.js";
import { BitReader } from "./bit-reader.js";
import { readGroupOfVop } from "./group-of-vop.js";
import type { Mpeg4State } from "./sequence-headers.js";
import { isVideoObjectLayer, nextStartCode, StartCode } from "./start-codes.js";
import { readVopType } from "./video-object-plane.js";
import { groupTimes, layerTimes, NO_TIMES, type VopTimes, vopDistances, vopTimes } from "./vop-times.js";

/**
 * Types of the VOPs in a packet, without their macroblocks. An S-VOP counts as P.
 *
 * These VOPs are no frames, as in FFmpeg's output: one that is not coded (vop_coded = 0), a B-VOP before the stream's second
 * coded anchor, a B-VOP whose time is not between those of its anchors, and a packed one whose place no packet gives it.
 */
export function readPictureHeaders(
  packet: Packet,
  headers: StreamHeaders<Mpeg4State>,
  before: VopTimes = NO_TIMES,
): PictureHeaders<VopTimes> {
  const { data, byteOffset } = packet;
  const { layer, encoder } = headers.state;
  const pictures: PictureHeader[] = [];
  let times: VopTimes = before.packed ? { ...before, packed: false } : before;
  const first = nextStartCode(data, 0);
  const replaceable = first < 0 || data[first + 3] !== StartCode.visualObjectSequence;
  /** The place of this packet is taken by a packed VOP of the one before. */
  const late = before.packed && replaceable;
  for (let at = first; at >= 0; at = nextStartCode(data, at + 4)) {
    const bits = new BitReader(data, { byteOffset }, (at + 4) * 8);
    if (data[at + 3] === StartCode.groupOfVop) times = groupTimes(times, readGroupSeconds(bits) ?? times.seconds);
    if (isVideoObjectLayer(data[at + 3]!)) times = layerTimes(times);
    if (data[at + 3] !== StartCode.vop) continue;
    const vop = readVopType(bits, layer);
    // What comes behind a packed VOP, one packet late itself, is late too.
    const packed =
      encoder.packed && (pictures.length > 0 || late) && vop.coded && (vop.type === "I" || vop.type === "B");
    const isFrame =
      vop.coded && (vop.type !== "B" || (times.anchors === 2 && vopDistances(times, vop, layer) !== null));
    const type = vop.type === "S" ? "P" : vop.type;
    const start = pictures.length === 0 ? 0 : at;
    pictures.push({
      type,
      isFrame,
      keyFrame: isFrame && type === "I",
      coded: vop.coded,
      packed,
      start,
      end: data.length,
    });
    times = vopTimes(times, vop, layer.timeResolution, late && !vop.coded);
    if (packed) times = { ...times, packed };
  }
  return { pictures: endAtNext(pictures), after: times, replaceable };
}

/** time_code of a group's header in seconds; null where it is invalid: nothing but the clock depends on it. */
export function readGroupSeconds(bits: BitReader): number | null {
  try {
    return readGroupOfVop(bits).seconds;
  } catch (error) {
    if (error instanceof BitstreamError) return null;
    throw error;
  }
}
