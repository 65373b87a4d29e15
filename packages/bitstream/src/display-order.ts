import { BitstreamError } from "./errors.js";
import type { CodedFrame } from "./frame.js";
import { ownArrays } from "./owned-arrays.js";

/**
 * Puts frames that come in decode order into display order, with the least delay: a frame waits only for those that are displayed before
 * it. Frames that are not shown are left out.
 *
 * @param settled says, when a frame has come, from which display index on frames can follow
 * @param borrowed the frames' arrays hold only until the next is asked for: a frame that waits is copied
 */
export async function* inDisplayOrder(
  frames: AsyncIterable<CodedFrame>,
  settled: () => number,
  borrowed: boolean,
): AsyncGenerator<CodedFrame> {
  /** In display order. */
  const waiting: CodedFrame[] = [];
  try {
    for await (const frame of frames) {
      if (!frame.shown) continue;
      const behind = waiting.findLastIndex(({ displayIndex }) => displayIndex < frame.displayIndex);
      waiting.splice(behind + 1, 0, frame);
      while (waiting.length > 0 && waiting[0]!.displayIndex < settled()) yield waiting.shift()!;
      const kept = borrowed ? waiting.indexOf(frame) : -1;
      if (kept >= 0) waiting[kept] = ownArrays(frame);
    }
  } catch (error) {
    // What is before a fault is delivered.
    if (error instanceof BitstreamError) for (const frame of waiting) yield frame;
    throw error;
  }
  for (const frame of waiting) yield frame;
}
