import type { CodedPicture } from "./coded-pictures.js";
import { NO_PARAMETER_SETS, type ParameterSets } from "./parameter-sets.js";
import { FIRST_ORDER, type OrderState, type PictureOrder, pictureOrder } from "./picture-order-count.js";
import { resetsAll } from "./reference-marking-syntax.js";
import type { SliceHeader } from "./slice-header.js";

/** The first field of a frame, whose second may follow. */
export interface FirstField {
  readonly structure: 1 | 2;
  readonly frameNum: number;
  readonly idr: boolean;
  /** Its place in display order. */
  readonly order: number;
}

/** What the headers of a picture are read with: left by those before it. An immutable value. */
export interface StreamProgress {
  readonly sets: ParameterSets;
  readonly order: OrderState;
  /** Grows with each picture that all before it are displayed before. */
  readonly epoch: number;
  readonly pending: FirstField | null;
}

export const STREAM_BEGINNING: StreamProgress = {
  sets: NO_PARAMETER_SETS,
  order: FIRST_ORDER,
  epoch: 0,
  pending: null,
};

/** A picture order count is less apart from any other than this. */
const EPOCH = 2 ** 33;

/** A frame of a packet: a coded frame, a field, or two fields of one frame. */
export interface FrameOfPacket {
  readonly pictures: readonly { readonly picture: CodedPicture; readonly order: PictureOrder }[];
  /** It is the second field of a frame whose first was in an earlier packet. */
  readonly secondHalf: boolean;
  /** Its place in display order: epoch · 2³³ + picture order count. */
  readonly order: number;
}

/**
 * Joins the coded pictures of a packet to frames and orders them.
 *
 * @returns the frames, and the progress behind them
 */
export function orderFrames(
  pictures: readonly CodedPicture[],
  before: StreamProgress,
  sets: ParameterSets,
): { frames: FrameOfPacket[]; after: StreamProgress } {
  const frames: FrameOfPacket[] = [];
  let { order: state, epoch, pending } = before;
  for (const picture of pictures) {
    const { header } = picture.slices[0]!;
    const second = pending !== null && isSecondField(header, pending);
    const order = pictureOrder(second && header.idr ? { ...header, idr: false } : header, state);
    state = order.after;
    const resets = resetsAll(header.marking);
    if (resets || (header.idr && !second)) epoch++;
    const place = epoch * EPOCH + Math.min(order.top, order.bottom) - order.reset;
    const displayed = second ? Math.min(place, pending!.order) : place;
    const last = frames.at(-1);
    if (second && last) {
      frames[frames.length - 1] = { ...last, pictures: [...last.pictures, { picture, order }], order: displayed };
    } else {
      frames.push({ pictures: [{ picture, order }], secondHalf: second, order: displayed });
    }
    pending = second ? null : firstField(header, resets, displayed);
  }
  return { frames, after: { sets, order: state, epoch, pending } };
}

function firstField({ structure, frameNum, idr }: SliceHeader, resets: boolean, order: number): FirstField | null {
  return structure === 3 ? null : { structure, frameNum: resets ? 0 : frameNum, idr, order };
}

/** Whether a field completes a frame: of the other lines, with the same frame_num, next to the first in decoding order. */
export function isSecondField(header: SliceHeader, { structure, frameNum, idr }: FirstField): boolean {
  return header.structure === 3 - structure && header.frameNum === frameNum && (!header.idr || idr);
}
