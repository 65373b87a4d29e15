import { describe, expect, it } from "vitest";
import type { PictureHeader } from "./codec.js";
import { MAX_HELD_BYTES } from "./limits.js";
import type { Numbered } from "./numbered.js";
import { OrderedFrameNumbers } from "./ordered-frame-numbers.js";

/** "12": a frame of that order; "e12": in a new epoch; "n12": no frame. */
function headers(words: readonly string[]): (PictureHeader | null)[] {
  let epoch = 0;
  return words.map((word) => {
    if (word === "x" || word === "?") return null;
    if (word.startsWith("e")) epoch++;
    const order = epoch * 2 ** 33 + Number(word.replace(/^[en]/, ""));
    const isFrame = !word.startsWith("n");
    return { type: "P", keyFrame: false, isFrame, coded: true, packed: false, order, start: 0, end: 1 };
  });
}

/** "x": a lost packet, "?": its headers cannot be read. */
function number(text: string, depth: number, options: { first?: number; times?: number[]; middle?: boolean } = {}) {
  const { first = 0, times = [], middle = false } = options;
  const numbers = new OrderedFrameNumbers<string>(first, depth, middle);
  const words = text.split(" ");
  const pictures = headers(words);
  const done: Numbered<string>[] = [];
  /** Packets held after each. */
  const held = words.map((item, i) => {
    const header = pictures[i]!;
    const read = header && { pictures: [header], after: null, replaceable: true };
    const packet = { item, timestamp: times[i] ?? null, byteLength: 1, headers: read };
    done.push(...(item === "x" ? numbers.lost(item) : numbers.packet(packet)));
    return i + 1 - done.length;
  });
  done.push(...numbers.end());
  const frames = done.flatMap(({ numbers }) => numbers.filter((frame) => frame !== null));
  return { done, held, frames, display: frames.map(({ displayIndex }) => displayIndex) };
}

describe("display indices", () => {
  it.each([
    ["0 2 4 6", 0, [0, 1, 2, 3]],
    ["0 8 4 2 6 16 12 10 14", 2, [0, 4, 2, 1, 3, 8, 6, 5, 7]],
    // An epoch's end is displayed before what follows, whatever its order.
    ["0 8 4 e0 6 2", 2, [0, 2, 1, 3, 5, 4]],
    ["-4 6 -2 e-6 0 -3", 2, [0, 2, 1, 3, 5, 4]],
    // Deeper than the stream says: what is late takes the next place, and the ones behind it their own.
    ["0 8 4 2 6 16 12 10 14 24 20 18 22", 1, [0, 4, 1, 2, 3, 8, 6, 5, 7, 12, 10, 9, 11]],
    ["0 n2 4 n6 8", 1, [0, 1, 2]],
  ])("of %s at depth %i", (text, depth, expected) => {
    const { display, frames, done } = number(text, depth);
    expect(display).toEqual(expected);
    expect(frames.map(({ decodeIndex }) => decodeIndex)).toEqual(expected.map((_, i) => i));
    expect(done.map(({ item }) => item).join(" ")).toBe(text);
  });

  it("count on from a key frame in the middle, those displayed before it included", () => {
    expect(number("8 4 6 16 12", 2, { first: 10 }).display).toEqual([12, 10, 11, 14, 13]);
  });

  it("leave out what is displayed before a key frame whose place in the stream is not known", () => {
    const { done, display } = number("8 4 6 16 12 e0 -2", 2, { middle: true });
    expect(done.map(({ numbers }) => numbers[0]?.displayIndex ?? null)).toEqual([0, null, null, 2, 1, 4, 3]);
    expect(display).toEqual([0, 2, 1, 4, 3]);
  });
});

it("holds as many packets as the depth, none of a finished epoch", () => {
  expect(number("0 2 4 6 e0 2", 0).held).toEqual([0, 0, 0, 0, 0, 0]);
  expect(number("0 4 2 8 6 e0 4", 1).held).toEqual([1, 1, 2, 1, 2, 1, 1]);
  const numbers = new OrderedFrameNumbers<number>(0, 16);
  for (let i = 0; i < 5; i++) {
    const [header] = headers([`${2 * (5 - i)}`]);
    const read = { pictures: [header!], after: null, replaceable: true };
    const done = numbers.packet({ item: i, timestamp: null, byteLength: MAX_HELD_BYTES / 2, headers: read });
    expect(done).toHaveLength(i % 2 === 0 ? 0 : 2);
  }
});

it("says from which display index on frames can follow", () => {
  expect(number("0 8 4 2 6 16", 2).frames.map(({ settled }) => settled)).toEqual([1, 1, 1, 3, 5, 6]);
  expect(number("0 8 x 2 6 16", 2).frames.map(({ displayIndex, settled }) => [displayIndex, settled])).toEqual([
    [0, 1],
    [3, 1],
    [1, 2],
    [2, 5],
    [5, 6],
  ]);
});

it("counts a lost packet, and one whose headers cannot be read, as one frame behind the one before", () => {
  for (const lost of ["x", "?"]) {
    const { done, frames } = number(`0 4 ${lost} 2 8 6`, 2);
    expect(frames.map(({ decodeIndex }) => decodeIndex)).toEqual([0, 1, 3, 4, 5]);
    expect(frames.map(({ displayIndex }) => displayIndex)).toEqual([0, 2, 1, 5, 4]);
    expect(done.map(({ first }) => first)).toEqual([0, 1, 2, 3, 4, 5]);
  }
  // At the stream's end a packet that is not there is no frame.
  expect(number("0 2 x", 1).done.at(-1)).toMatchObject({ first: 2, next: 2 });
});

it("shares out times of decoding in display order, and believes those of presentation", () => {
  const times = (text: string, times: number[]) =>
    [...number(text, 2, { times }).frames].sort((a, b) => a.displayIndex - b.displayIndex).map((f) => f.timestamp);
  expect(times("0 8 4 2 6", [0, 1, 2, 3, 4])).toEqual([0, 1, 2, 3, 4]);
  expect(times("0 8 4 2 6", [0, 4, 2, 1, 3])).toEqual([0, 1, 2, 3, 4]);
});
