import { BitstreamError } from "./errors.js";
import type { CodedFrame } from "./frame.js";
import { ownArrays } from "./owned-arrays.js";

/**
 * Puts frames that come in decode order into display order, with the least delay: an anchor waits only for the B-frames that are
 * displayed before it. Frames that are not shown are left out.
 *
 * @param borrowed the frames' arrays hold only until the next is asked for: an anchor that waits is copied
 */
export async function* inDisplayOrder(
  frames: AsyncIterable<CodedFrame>,
  borrowed: boolean,
): AsyncGenerator<CodedFrame> {
  let waiting: CodedFrame | null = null;
  try {
    for await (const frame of frames) {
      if (waiting && frame.type !== "B") {
        yield waiting;
        waiting = null;
      }
      if (frame.shown && frame.type !== "B" && frame.displayIndex > frame.decodeIndex) {
        waiting = borrowed ? ownArrays(frame) : frame;
        continue;
      }
      if (frame.shown) yield frame;
      if (waiting && waiting.displayIndex === frame.displayIndex + 1) {
        yield waiting;
        waiting = null;
      }
    }
  } catch (error) {
    if (waiting && error instanceof BitstreamError) yield waiting; // what is before a fault is delivered
    throw error;
  }
  if (waiting) yield waiting;
}
