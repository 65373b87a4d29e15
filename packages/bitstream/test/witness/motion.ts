import type { CodecName, CodedFrame } from "../../src/frame.js";
import { motionRows } from "../../src/motion-rows.js";
import { ROW, type WitnessedFile, type WitnessedFrame } from "./witness.js";

/**
 * How FFmpeg (5.1) exports the vectors of MPEG-4 Part 2, found by experiment. Macroblocks come in raster order, intra ones have
 * no rows; of one macroblock all rows of list 0 (source −1) come first, then all of list 1 (+1).
 *
 * - P: one row for 16×16 (not coded: vector 0; global motion: the macroblock's mean vector), four for 8×8, two of 16×8 for
 *   field prediction. The two carry one vector: x the mean of the fields' with an odd half kept, y twice their sum.
 * - B: rows of both lists for direct and interpolated macroblocks, of one list for forward and backward. A direct macroblock
 *   has the shape of the co-located one (16×16, 8×8, 16×8). Where the co-located macroblock of the next anchor is not coded,
 *   one row of list 0 remains.
 * - **B vectors are not those of the picture**: FFmpeg's decoder does not write them, and the rows show zeros or what an older
 *   picture left in the buffer. So only which rows there are, their lists, sizes and places are compared; the vectors are
 *   proved by the pictures' MD5s, and against the vectors that random-stream.ts wrote.
 * - The last picture of a stream with delay comes out at the end without any rows.
 *
 * Of H.264 every row of every picture is exported, and compared whole; our rows of blocks smaller than 8×8 come behind them.
 */
function motionDifferences(
  frame: CodedFrame,
  { rows, type }: WitnessedFrame,
  last: boolean,
  codec: CodecName,
): string[] {
  const ours = motionRows(frame).filter(({ w, h }) => w >= 8 && h >= 8);
  const loose = codec !== "h264";
  if (loose && last && rows.length === 0) return [];
  if (ours.length * ROW !== rows.length) return [`${ours.length} rows instead of ${rows.length / ROW}`];
  const found: string[] = [];
  for (const [i, row] of ours.entries()) {
    const at = i * ROW;
    const numbers = [row.source, row.w, row.h, row.src_x, row.src_y, row.dst_x, row.dst_y, row.motion_x, row.motion_y];
    numbers.push(row.motion_scale);
    const same = numbers.every((number, k) => number === rows[at + k] || (loose && type === "B" && VECTOR.includes(k)));
    if (!same) found.push(`row ${i}: ${numbers} instead of ${rows.subarray(at, at + ROW)}`);
  }
  return found;
}

/** Which of a row's numbers say where the block comes from. */
const VECTOR: readonly number[] = [3, 4, 7, 8];

/**
 * Compares frame `n` (in display order) with what FFmpeg made of it: type, MD5, vectors.
 * @param md5 of a frame's picture; null where pictures were not decoded
 */
export function frameDifferences(
  frame: CodedFrame,
  { frames }: WitnessedFile,
  n: number,
  md5: ((frame: CodedFrame) => string) | null,
  codec: CodecName = "mpeg4",
): string[] {
  const wanted = frames[n];
  if (!wanted) return [`frame ${n}: FFmpeg has none`];
  const found: string[] = [];
  // A sprite or global-motion picture (S) refers to what is before it like a P.
  const type = wanted.type === "S" ? "P" : wanted.type;
  // FFmpeg gives a frame of two fields the first one's type: an I field and a P field are "I".
  const halfInter = wanted.type === "I" && frame.type === "P" && Boolean(frame.motion?.fieldPairs);
  if (frame.type !== type && !halfInter) found.push(`type ${frame.type} instead of ${type}`);
  if (md5 && md5(frame) !== wanted.md5) found.push("another picture");
  found.push(...motionDifferences(frame, wanted, n === frames.length - 1, codec).slice(0, 3));
  return found.map((text) => `frame ${n} (${type}): ${text}`);
}

/** Compares all frames of a file. Returns what differs, the first few frames of it. */
export function differences(
  frames: readonly CodedFrame[],
  witnessed: WitnessedFile,
  md5: ((frame: CodedFrame) => string) | null,
  codec: CodecName = "mpeg4",
): string[] {
  const found: string[] = [];
  const count = witnessed.frames.length;
  if (frames.length !== count) found.push(`${frames.length} frames instead of ${count}`);
  for (const [n, frame] of frames.slice(0, count).entries()) {
    found.push(...frameDifferences(frame, witnessed, n, md5, codec));
    if (found.length > MOST_DIFFERENCES) break;
  }
  return found;
}

const MOST_DIFFERENCES = 12;
