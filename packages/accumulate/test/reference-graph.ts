import type { FrameType } from "@cvar/bitstream";

/** One frame of a stream: its place in display order and the display indices that each list may refer to. */
export interface GraphFrame {
  readonly type: FrameType;
  readonly displayIndex: number;
  /** False: an I-frame in the middle of a group, before which later frames may refer to. */
  readonly keyFrame: boolean;
  readonly reference: boolean;
  readonly lists: readonly (readonly number[])[];
}

const frame = (
  type: FrameType,
  displayIndex: number,
  lists: readonly (readonly number[])[] = [],
  reference = type !== "B",
): GraphFrame => ({ type, displayIndex, keyFrame: type === "I", reference, lists });

/** Streams by name, in decode order. */
export const graphs = {
  "I P P": [frame("I", 0), frame("P", 1, [[0]]), frame("P", 2, [[1]])],
  "forward, backward and both": [
    frame("I", 0),
    frame("P", 3, [[0]]),
    frame("B", 1, [[0], [3]]),
    frame("B", 2, [[0], [3]]),
    frame("P", 6, [[3]]),
    frame("B", 4, [[3], [6]]),
    frame("B", 5, [[3], [6]]),
  ],
  pyramid: [
    frame("I", 0),
    frame("P", 8, [[0]]),
    frame("B", 4, [[0], [8]], true),
    frame("B", 2, [[0], [4, 8]], true),
    frame("B", 1, [[0], [2, 4]]),
    frame("B", 3, [[2, 0], [4]]),
    frame("B", 6, [[4, 2], [8]], true),
    frame("B", 5, [[4], [6, 8]]),
    frame("B", 7, [[6, 0], [8]]),
    frame("P", 9, [[8, 6, 4, 0]]),
  ],
  "several references": [
    frame("I", 0),
    frame("P", 1, [[0]]),
    frame("P", 2, [[1, 0]]),
    frame("P", 3, [[2, 1, 0]]),
    frame("P", 4, [[3, 0, 2]]),
  ],
  "open group": [
    frame("I", 0),
    frame("P", 3, [[0]]),
    frame("B", 1, [[0], [3]]),
    frame("I", 6),
    frame("B", 4, [[3], [6]]),
    frame("B", 5, [[3], [6]]),
    frame("P", 9, [[6]]),
    frame("B", 7, [[6], [9]]),
    frame("I", 12),
    frame("B", 10, [[9], [12]]),
  ],
  "I-frames that are no key frames": [
    frame("I", 0),
    frame("P", 1, [[0]]),
    { ...frame("I", 2), keyFrame: false },
    frame("P", 3, [[2, 1]]),
    { ...frame("I", 4), keyFrame: false },
    frame("P", 5, [[4, 3, 1]]),
    { ...frame("I", 8), keyFrame: false },
    frame("B", 6, [[5, 1], [8]]),
    frame("P", 9, [[8, 3]]),
  ],
  "I-frames before the first frame that refers to any": [
    frame("I", 0),
    { ...frame("I", 1), keyFrame: false },
    frame("I", 5),
    frame("B", 4, [[0, 1], [5]]),
    frame("B", 2, [[0], [5]]),
    frame("P", 6, [[5]]),
  ],
} satisfies Record<string, readonly GraphFrame[]>;

/** A stream at random: groups open or closed, with anchors, B-frames between them, and those referred to or not. */
export function randomGraph(random: () => number, anchors: number, kept: number): GraphFrame[] {
  const below = (n: number) => Math.floor(random() * n);
  const stream: GraphFrame[] = [frame("I", 0)];
  let last = 0;
  let floor = 0; // nothing displayed before it is referred to any more
  const some = (from: readonly number[]) => {
    const shuffled = [...from].sort(() => random() - 0.5);
    return shuffled.slice(0, 1 + below(3));
  };
  const window = () =>
    stream
      .filter(({ reference }) => reference)
      .slice(-kept)
      .map(({ displayIndex }) => displayIndex)
      .filter((index) => index >= floor);
  for (let a = 0; a < anchors; a++) {
    const next = last + 1 + below(4);
    const kind = random();
    const previous = last;
    if (kind < 0.2) stream.push({ ...frame("I", next), keyFrame: kind < 0.12 });
    else stream.push(frame("P", next, [some(window())]));
    const between = (low: number, high: number): void => {
      if (high - low < 2) return;
      const middle = low + 1 + below(high - low - 1);
      const [past, future] = [window().filter((i) => i < middle), window().filter((i) => i > middle)];
      if (past.length === 0 && future.length === 0) return;
      const referred = kept > 2 && random() < 0.4;
      stream.push(frame("B", middle, [past.length ? some(past) : [], future.length ? some(future) : []], referred));
      between(low, middle);
      between(middle, high);
    };
    between(previous, next);
    if (stream.find(({ displayIndex }) => displayIndex === next)?.keyFrame) floor = next;
    last = next;
  }
  return stream;
}
