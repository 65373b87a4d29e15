import type { MotionField } from "./frame.js";

/** One block's motion, in the form of FFmpeg's AVMotionVector. */
export interface MotionRow {
  /** −1: a frame before this one; +1: a frame after it. */
  readonly source: -1 | 1;
  /** Pixels. */
  readonly w: number;
  readonly h: number;
  /** Centre of where the block is copied from, in whole pixels (the fraction is cut off towards the block). */
  readonly src_x: number;
  readonly src_y: number;
  /** Centre of the block. */
  readonly dst_x: number;
  readonly dst_y: number;
  /** Vector in units of 1 / motion_scale pixel. */
  readonly motion_x: number;
  readonly motion_y: number;
  readonly motion_scale: number;
  /**
   * Display index of the frame referred to. −1: it is not known or, of H.264, there is none, and FFmpeg exports a vector of 0 for the
   * partition because others of its macroblock use the list.
   */
  readonly reference: number;
}

/** Position and size of a row's block in pixels, and its vector in units of the motion field. */
export interface RowBlock {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  readonly motion_x: number;
  readonly motion_y: number;
}

/** The row of a block with a reference in a list. */
export function motionRow({ unitsPerPixel }: MotionField, block: RowBlock, list: number, reference: number): MotionRow {
  const { x, y, w, h, motion_x, motion_y } = block;
  const dst_x = x + w / 2;
  const dst_y = y + h / 2;
  const src_x = dst_x + Math.trunc(motion_x / unitsPerPixel);
  const src_y = dst_y + Math.trunc(motion_y / unitsPerPixel);
  const source = list === 0 ? -1 : 1;
  return { source, w, h, src_x, src_y, dst_x, dst_y, motion_x, motion_y, motion_scale: unitsPerPixel, reference };
}
