import { describe, expect, it } from "vitest";
import type { PictureHeader } from "./codec.js";
import { FrameNumbers } from "./frame-numbers.js";
import { MAX_HELD_BYTES, MAX_HELD_PACKETS } from "./limits.js";
import type { Numbered } from "./numbered.js";

/** I, P, B; small: packed; "n": no frame. */
function header(letter: string): PictureHeader {
  const type = letter === "n" ? "P" : (letter.toUpperCase() as "I" | "P" | "B");
  const coded = letter !== "n";
  return { type, isFrame: coded, coded, keyFrame: letter === "I", packed: /[ipb]/.test(letter), start: 0, end: 1 };
}

/** Packets as words of letters; "x": lost, "?": its headers cannot be read, "!" behind: it is not replaceable. */
function number(text: string, { first = 0, reordered = true, times = [] as (number | null)[], bytes = 1 } = {}) {
  const numbers = new FrameNumbers<string>(first, reordered);
  const done: Numbered<string>[] = [];
  /** Packets held after each. */
  const held: number[] = [];
  const words = text.split(" ");
  for (const [i, item] of words.entries()) {
    const pictures = [...item.replace("!", "")].map(header);
    const headers = item === "?" ? null : { pictures, after: null, replaceable: !item.endsWith("!") };
    done.push(
      ...(item === "x"
        ? numbers.lost(item)
        : numbers.packet({ item, timestamp: times[i] ?? null, byteLength: bytes, headers })),
    );
    held.push(i + 1 - done.length);
  }
  done.push(...numbers.end());
  const frames = done.flatMap(({ numbers }) => numbers.filter((frame) => frame !== null));
  return { done, held, frames, display: frames.map(({ displayIndex }) => displayIndex) };
}

describe("display indices", () => {
  it.each([
    ["I I I", [0, 1, 2]],
    ["I P P I P", [0, 1, 2, 3, 4]],
    ["I P B B P", [0, 3, 1, 2, 4]],
    ["I P B P B B I", [0, 2, 1, 5, 3, 4, 6]],
    ["I P B B", [0, 3, 1, 2]],
    // An open group of pictures: B-frames of the group before follow its I-frame.
    ["I P I B B P B", [0, 1, 4, 2, 3, 6, 5]],
    // Packed: the B-frame in its anchor's packet, and a picture that is not coded in its place.
    ["I Pb n Pb n P", [0, 2, 1, 4, 3, 5]],
    ["I Pb b n Pb n P", [0, 3, 1, 2, 5, 4, 6]],
    ["I Pbb n n I", [0, 3, 1, 2, 4]],
    ["I PB PB", [0, 2, 1, 4, 3]],
    ["I n P n B n P", [0, 2, 1, 3]],
    ["IPBP", [0, 2, 1, 3]],
  ])("of %s", (text, expected) => {
    const { frames, display, done } = number(text);
    expect(display).toEqual(expected);
    expect(frames.map(({ decodeIndex }) => decodeIndex)).toEqual(expected.map((_, i) => i));
    expect([...display].sort((a, b) => a - b)).toEqual(expected.map((_, i) => i));
    expect(done.map(({ item }) => item).join(" ")).toBe(text);
  });

  it("are decode indices where the stream says that it has no delay, and nothing is held", () => {
    const { display, held } = number("I P B B P", { reordered: false });
    expect(display).toEqual([0, 1, 2, 3, 4]);
    expect(held).toEqual([0, 0, 0, 0, 0]);
  });

  it("count on from a key frame in the middle", () => {
    expect(number("I B B P", { first: 10 }).display).toEqual([12, 10, 11, 13]);
  });
});

it("names the anchors that a frame refers to", () => {
  const { frames } = number("I P B B P B");
  expect(frames.map(({ past, future }) => [past, future])).toEqual([
    [-1, -1],
    [0, -1],
    [0, 3],
    [0, 3],
    [3, -1],
    [3, 5],
  ]);
  // The first B-frames of an open group refer to a frame before it.
  expect(number("I B B P", { first: 10 }).frames.map(({ past, future }) => [past, future])).toEqual([
    [9, -1],
    [9, 12],
    [9, 12],
    [12, -1],
  ]);
});

it("holds packets only until the next anchor", () => {
  expect(number("I P B B P PB n P").held).toEqual([1, 1, 2, 3, 1, 1, 2, 1]);
  const many = number(`I P ${Array(200).fill("B").join(" ")} P`);
  expect(Math.max(...many.held)).toBeLessThan(MAX_HELD_PACKETS);
  expect([...many.display].sort((a, b) => a - b)).toEqual(many.display.map((_, i) => i));
});

it("shows packed pictures in the place of the packet that follows", () => {
  const shown = (text: string) => number(text).done.map(({ numbers }) => numbers.map((n) => (n ? "x" : ".")).join(""));
  expect(shown("I Pb n P")).toEqual(["x", "xx", ".", "x"]);
  expect(shown("I Pb")).toEqual(["x", "x."]);
  expect(shown("I Pb I! P")).toEqual(["x", "x.", "x", "x"]);
  expect(shown("I Pb x P")).toEqual(["x", "xx", "", "x"]);
  expect(number("I Pb I! P").display).toEqual([0, 1, 2, 3]);
});

describe("times", () => {
  const sorted = (text: string, times: (number | null)[]) =>
    [...number(text, { times }).frames].sort((a, b) => a.displayIndex - b.displayIndex).map((f) => f.timestamp);

  it("of presentation stay, those of decoding are shared out in display order", () => {
    expect(sorted("I P B B P", [0, 3, 1, 2, 4])).toEqual([0, 1, 2, 3, 4]);
    expect(sorted("I P B B P", [0, 1, 2, 3, 4])).toEqual([0, 1, 2, 3, 4]);
    expect(number("I P B B P", { times: [0, 1, 2, 3, 4] }).frames.map((f) => f.timestamp)).toEqual([0, 3, 1, 2, 4]);
    expect(sorted("I P B B P", [null, null, null, null, null])).toEqual([null, null, null, null, null]);
  });

  it("of packed pictures are those of the packets whose place they take", () => {
    expect(sorted("I Pb b n Pb n P", [0, 1, 2, 3, 4, 5, 6])).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(sorted("I Pb n P", [0, 2, 3, 4])).toEqual([0, 2, 3, 4]);
  });
});

it("holds no more bytes than it may", () => {
  const { held, display } = number("I P B B B P", { bytes: MAX_HELD_BYTES / 3 });
  expect(Math.max(...held)).toBe(2);
  expect([...display].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5]);
});

it("counts a lost packet, and one whose headers cannot be read, as one frame", () => {
  for (const lost of ["x", "?"]) {
    const { done, frames } = number(`I P ${lost} B P`);
    expect(frames.map(({ decodeIndex }) => decodeIndex)).toEqual([0, 1, 3, 4]);
    expect(frames.map(({ displayIndex }) => displayIndex)).toEqual([0, 1, 2, 4]);
    expect(done.map(({ first }) => first)).toEqual([0, 1, 2, 3, 4]);
  }
  // At the stream's end a packet that is not there is no frame.
  expect(number("I P x").done.at(-1)).toMatchObject({ first: 2, next: 2 });
  expect(number("I P ?").done.at(-1)).toMatchObject({ first: 2, next: 3 });
});
