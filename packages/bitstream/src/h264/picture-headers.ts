import { endAtNext, type Packet, type PictureHeader, type PictureHeaders, type StreamHeaders } from "../codec.js";
import type { FrameType } from "../frame.js";
import { type CodedPicture, readCodedPictures } from "./coded-pictures.js";
import type { H264State } from "./sequence-headers.js";
import { SliceType } from "./slice-header.js";
import { type FrameOfPacket, orderFrames, type StreamProgress } from "./stream-progress.js";

/**
 * The frames of a packet by the headers of its slices.
 *
 * @throws BitstreamError if there are slices, and none of them can be read
 */
export function readPictureHeaders(
  packet: Packet,
  { state }: StreamHeaders<H264State>,
  before: StreamProgress = state.beginning,
): PictureHeaders<StreamProgress> {
  const { data, byteOffset } = packet;
  const read = readCodedPictures(data, state.lengthSize, before.sets, { byteOffset });
  if (read.fault && read.pictures.length === 0) throw read.fault;
  const { frames, after } = orderFrames(read.pictures, before, read.sets);
  const pictures = frames.map((frame, i) =>
    toHeader(frame, i === 0, data.length, state.intraKeys, i === frames.length - 1 && after.pending !== null),
  );
  return { pictures: endAtNext(pictures), after, replaceable: true };
}

function toHeader(
  { pictures, secondHalf, order }: FrameOfPacket,
  first: boolean,
  end: number,
  intraKeys: boolean,
  half: boolean,
): PictureHeader {
  const start = first ? 0 : pictures[0]!.picture.start;
  const coded = pictures.map(({ picture }) => picture);
  const keyFrame = isKeyFrame(coded[0]!, intraKeys) && !secondHalf;
  return {
    type: frameType(coded, keyFrame),
    keyFrame,
    isFrame: true,
    coded: true,
    packed: false,
    order,
    reference: coded.some(({ header }) => header.referenceIdc !== 0),
    ...(secondHalf ? { half: "second" as const } : half ? { half: "first" as const } : {}),
    start,
    end,
  };
}

/**
 * B if any slice is B, else P if any is P or SP, else I; redundant slices do not count. A key frame is an I-frame, too, where its
 * second field is predicted from the first.
 */
export function frameType(pictures: readonly CodedPicture[], keyFrame: boolean): FrameType {
  if (keyFrame && pictures.length > 1) return frameType(pictures.slice(0, 1), false);
  let type: FrameType = "I";
  for (const { slices } of pictures) {
    for (const { header } of slices) {
      if (header.redundantPicCnt > 0) continue;
      if (header.sliceType === SliceType.B) return "B";
      if (header.sliceType === SliceType.P || header.sliceType === SliceType.SP) type = "P";
    }
  }
  return type;
}

/** Whether decoding can begin: IDR pictures, intra pictures that a recovery point says are all that is needed, or all intra ones. */
export function isKeyFrame(first: CodedPicture, intraKeys: boolean): boolean {
  if (first.header.idr) return true;
  return (intraKeys || first.sei.recoveryFrameCount === 0) && frameType([first], false) === "I";
}
