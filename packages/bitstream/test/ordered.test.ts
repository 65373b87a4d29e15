import { describe, expect, it } from "vitest";
import type { CodedFrame, FrameOptions } from "../src/frame.js";
import { memorySource } from "../src/source/memory.js";
import { openFrom } from "../src/video.js";
import { buildAvi, concat } from "./avi-builder.js";
import { orderedCodec, orderedPackets } from "./ordered-codec.js";

const vol = Uint8Array.of(0, 0, 1, 0x20, 1);

/** Opens a stream of words (see `orderedCodec`) as an AVI file without index. */
async function openWords(text: string, depth = 2) {
  const fed: string[] = [];
  const codec = orderedCodec(depth, fed);
  const bytes = buildAvi({ packets: orderedPackets(text), configuration: vol, index: "none" });
  return { video: await openFrom(memorySource(bytes), () => codec), fed };
}

async function read(text: string, options: FrameOptions = {}, depth = 2) {
  const { video, fed } = await openWords(text, depth);
  const frames: CodedFrame[] = [];
  let error: unknown = null;
  try {
    for await (const frame of video.frames(options)) frames.push(frame);
  } catch (thrown) {
    error = thrown;
  }
  return { frames, fed, error, display: frames.map(({ displayIndex }) => displayIndex) };
}

const pyramid = "I0 P8 B4 b2 b6 P16 B12 b10 b14 I0 P8 B4 b2 b6";

describe("a stream with reference B-frames", () => {
  it("is delivered in decode order with display indices, and in display order", async () => {
    const decode = await read(pyramid);
    expect(decode.display).toEqual([0, 4, 2, 1, 3, 8, 6, 5, 7, 9, 13, 11, 10, 12]);
    expect(decode.frames.map(({ type }) => type).join("")).toBe("IPBBBPBBBIPBBB");
    expect(decode.frames.map(({ reference }) => (reference ? "+" : "-")).join("")).toBe("+++--++--+++--");
    const display = await read(pyramid, { order: "display" });
    expect(display.display).toEqual(display.frames.map((_, i) => i));
    // Times of decoding, in display order.
    expect(display.frames.map(({ timestamp }) => timestamp)).toEqual(display.frames.map((_, i) => i / 10));
  });

  it("loses only those that none refers to with bFrames: false", async () => {
    const { display, fed } = await read(pyramid, { bFrames: false });
    expect(display).toEqual([0, 4, 2, 8, 6, 9, 13, 11]);
    expect(fed.join(" ")).toBe("I0 P8 B4 P16 B12 I0 P8 B4");
    expect((await read(pyramid, { bFrames: false, order: "display" })).display).toEqual([0, 2, 4, 6, 8, 9, 11, 13]);
  });

  it("has header output without a decoder", async () => {
    const { display, frames, fed } = await read(pyramid, { output: "headers" });
    expect(display).toEqual([0, 4, 2, 1, 3, 8, 6, 5, 7, 9, 13, 11, 10, 12]);
    expect(frames.map(({ reference }) => (reference ? "+" : "-")).join("")).toBe("+++--++--+++--");
    expect(fed).toEqual([]);
  });
});

it("waits in display order for frames that are displayed before, and for no others", async () => {
  const { video } = await openWords("I0 P8 B4 b2 b6 P16", 2);
  const seen: string[] = [];
  const frames = video.frames({ order: "display" });
  for await (const { displayIndex, decodeIndex } of frames) seen.push(`${displayIndex}:${decodeIndex}`);
  expect(seen).toEqual(["0:0", "1:3", "2:2", "3:4", "4:1", "5:5"]);
});

describe("packets that hold one field each", () => {
  it("are joined before frames are numbered", async () => {
    const { display, fed, frames } = await read("I0 P8' P8, B4' B4, b2 P16");
    expect(display).toEqual([0, 3, 2, 1, 4]);
    expect(fed).toEqual(["I0", "P8'+P8,", "B4'+B4,", "b2", "P16"]);
    expect(frames.map(({ byteLength }) => byteLength)).toEqual([6, 14, 14, 6, 7]);
  });

  it("are joined over packets without a picture", async () => {
    const { display, fed } = await read(`I0 P8' A A P8, B4' A P16 ${"A ".repeat(5)}A`);
    expect(display).toEqual([0, 2, 1, 3]);
    expect(fed).toEqual(["I0", "P8'+P8,", "B4'", "P16"]);
    expect((await read(`I0 P8' ${"A ".repeat(9)}P8,`)).fed).toEqual(["I0", "P8'", "P8,"]);
  });

  it("stay alone where the other field is missing", async () => {
    expect((await read("I0 P8' P16' P16, P24, b20'", {}, 1)).fed).toEqual(["I0", "P8'", "P16'+P16,", "P24,", "b20'"]);
    expect((await read("I0 P8' P8! P8, P16", { onDamage: "skip" }, 1)).fed).toEqual(["I0", "P8'", "reset"]);
  });
});

it("cuts packets of several pictures", async () => {
  const { display, fed, frames } = await read("I0+P8+B4 b2+b6 A+A P16' P16,+b12' b12,", {}, 2);
  expect(display).toEqual([0, 4, 2, 1, 3, 6, 5]);
  expect(fed).toEqual(["I0", "P8", "B4", "b2", "b6", "P16'+P16,", "b12'+b12,"]);
  expect(new Set(frames.map(({ byteOffset }) => byteOffset)).size).toBe(7);
});

describe("random access", () => {
  // An open group: R40's first frames are displayed before it, and refer to the group before.
  const open = "I0 P8 b4 P24 b16 R40 B32 b28 b36 P48 b44 R72 B64 b60 b68 P80";

  it("leaves out what refers to frames before it, and lets the decoder follow references", async () => {
    const whole = await read(open);
    expect(whole.display).toEqual([0, 2, 1, 4, 3, 8, 6, 5, 7, 10, 9, 14, 12, 11, 13, 15]);
    for (const output of ["motion", "compressed", "pictures"] as const) {
      const { frames, fed } = await read(open, { from: 5, output });
      expect(frames.map(({ decodeIndex }) => decodeIndex)).toEqual([5, 9, 10, 11, 12, 13, 14, 15]);
      for (const { decodeIndex, displayIndex, timestamp } of frames) {
        expect(whole.frames[decodeIndex]).toMatchObject({ displayIndex, timestamp });
      }
      expect(fed.join(" ")).toBe("R40 (B32) P48 b44 R72 B64 b60 b68 P80");
    }
    expect((await read(open, { from: 5, output: "headers" })).display).toEqual(whole.display.slice(5));
  });

  it("counts from a group that is found without the frames before it", async () => {
    const whole = await read(open);
    // The time at which R40 is displayed; it is decoded at 0.5.
    const { frames, display } = await read(open, { from: { seconds: 0.8 }, output: "pictures" });
    expect(frames.map(({ type }) => type).join("")).toBe("IPBIBBBP");
    expect(display).toEqual([0, 2, 1, 6, 4, 3, 5, 7]);
    for (const { timestamp, displayIndex } of frames) {
      expect(whole.frames.find((frame) => frame.displayIndex === displayIndex + 8)).toMatchObject({ timestamp });
    }
    expect((await read(open, { from: { seconds: 0.7 } })).frames[0]).toMatchObject({ decodeIndex: 0, timestamp: 0 });
  });

  it("begins only where what comes before is displayed before", async () => {
    // P56 is displayed behind R40, which follows it.
    const { video } = await openWords("I0 P56 R40 b48 P64 R80 P88");
    expect((await video.gops()).map(({ firstFrame, frameCount }) => [firstFrame, frameCount])).toEqual([
      [0, 5],
      [5, 2],
    ]);
  });
});

describe("faults", () => {
  it("end at the next key frame, without what refers to frames before it", async () => {
    const { fed, frames } = await read("I0 P8 b4 P24x b16 P32 R40 B34 b33 P48 I0 P8", { onDamage: "skip" });
    expect(frames.map(({ decodeIndex }) => decodeIndex)).toEqual([0, 1, 2, 6, 9, 10, 11]);
    expect(fed.join(" ")).toBe("I0 P8 b4 P24x reset R40 (B34) P48 I0 P8");
  });

  it("of a frame that none refers to concern it alone", async () => {
    const { fed, error } = await read("I0 P8 b4x P16", { onDamage: "skip" });
    expect(fed.join(" ")).toBe("I0 P8 b4x P16");
    expect(error).toBeNull();
    expect((await read("I0 P8 b4x P16")).error).toMatchObject({ where: { frame: 2 } });
  });
});

it("gives frames that are none to the decoder, and none of them out", async () => {
  const { display, fed } = await read("P0n b-2n R8 B4n b2n P16 b12");
  expect(display).toEqual([0, 2, 1]);
  expect(fed.join(" ")).toBe("(P0n) R8 (B4n) P16 b12");
});

it("numbers raw streams alike", async () => {
  const codec = orderedCodec(2);
  const video = await openFrom(memorySource(concat([vol, ...orderedPackets(pyramid)])), () => codec);
  const display: number[] = [];
  for await (const { displayIndex } of video.frames({ output: "headers" })) display.push(displayIndex);
  expect(display).toEqual([0, 4, 2, 1, 3, 8, 6, 5, 7, 9, 13, 11, 10, 12]);
});
