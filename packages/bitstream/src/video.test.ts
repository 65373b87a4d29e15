import { describe, expect, it } from "vitest";
import { buildAvi, concat } from "../test/avi-builder.js";
import { fakeCodecs } from "../test/fake-codec.js";
import { isBitstreamError } from "./errors.js";
import type { CodedFrame, FrameOptions, Video } from "./frame.js";
import { memorySource } from "./source/memory.js";
import { openFrom } from "./video.js";

const vol = Uint8Array.of(0, 0, 1, 0x20, 1);
const picture = (type: "I" | "P" | "B", ...rest: number[]) =>
  Uint8Array.of(0, 0, 1, 0xb6, { I: 0x10, P: 0x50, B: 0x90 }[type], ...rest);
/** Key frames at 0, 3 and 6; frame 4 is damaged. */
const pictures = ["I", "P", "P", "I", "P", "P", "I", "P"].map((type, i) =>
  picture(type as "I" | "P", i, ...(i === 4 ? [0xff] : [1])),
);
const healthy = pictures.map((bytes) => bytes.map((byte) => (byte === 0xff ? 1 : byte)));

const avi = (packets: Uint8Array[], index: "movi" | "none" = "movi") =>
  buildAvi({ packets, configuration: vol, index });
const open = (bytes: Uint8Array) => openFrom(memorySource(bytes), fakeCodecs);

async function collect(video: Video, options?: FrameOptions): Promise<CodedFrame[]> {
  const frames: CodedFrame[] = [];
  for await (const frame of video.frames(options)) frames.push(frame);
  return frames;
}

const indices = (frames: CodedFrame[]) => frames.map(({ decodeIndex }) => decodeIndex);

describe.each([
  ["AVI", avi(healthy), 10],
  ["AVI without index", avi(healthy, "none"), 10],
  ["raw", concat([vol, ...healthy]), 25],
])("%s", (_, bytes, rate) => {
  it("delivers frames in order with their times", async () => {
    const frames = await collect(await open(bytes));
    expect(indices(frames)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(frames.map(({ displayIndex }) => displayIndex)).toEqual(indices(frames));
    expect(frames.map(({ timestamp }) => timestamp)).toEqual(indices(frames).map((i) => i / rate));
    expect(frames.map(({ type }) => type).join("")).toBe("IPPIPPIP");
  });

  it("finds groups of pictures and begins at any of them", async () => {
    const video = await open(bytes);
    const gops = await video.gops();
    expect(gops.map(({ firstFrame, frameCount, timestamp }) => [firstFrame, frameCount, timestamp])).toEqual([
      [0, 3, 0],
      [3, 3, 3 / rate],
      [6, 2, 6 / rate],
    ]);
    expect(video.frameCount).toBe(8);
    const all = await collect(video);
    for (const { firstFrame } of gops) {
      expect(await collect(video, { from: firstFrame })).toEqual(all.slice(firstFrame));
      expect(await collect(await open(bytes), { from: firstFrame, to: firstFrame + 2 })).toEqual(
        all.slice(firstFrame, firstFrame + 2),
      );
    }
    expect(await collect(video, { to: 0 })).toEqual([]);
  });

  it("tells types, numbers and times from headers alone", async () => {
    const video = await open(bytes);
    const bare = (frames: CodedFrame[]) =>
      frames.map((frame) => ({ ...frame, motion: null, residual: null, picture: null }));
    expect(await collect(video, { output: "headers" })).toEqual(bare(await collect(video)));
    const [first, ...rest] = await collect(video, { output: "headers", from: 3, to: 5 });
    expect([first!.type, first!.keyFrame, first!.reference, rest.length]).toEqual(["I", true, true, 1]);
  });

  it("refuses to begin between key frames, and after closing", async () => {
    const video = await open(bytes);
    await expect(collect(video, { from: 4 })).rejects.toThrow(
      "from is 4, where no key frame is; the nearest before it is 3",
    );
    await video.close();
    await expect(collect(video)).rejects.toThrow("closed");
    await expect(video.gops()).rejects.toThrow("closed");
  });
});

it("opens a recording that begins in the middle at its first sequence headers", async () => {
  const bytes = concat([...healthy.slice(1, 3), vol, ...healthy.slice(3)]);
  expect(indices(await collect(await open(bytes)))).toEqual([0, 1, 2, 3, 4, 5, 6]);
  await expect(open(concat(healthy))).rejects.toThrow("no VOL");
});

it("delivers what is before a fault, then says frame and byte", async () => {
  const video = await open(avi(pictures));
  const seen: number[] = [];
  const read = async () => {
    for await (const frame of video.frames()) seen.push(frame.decodeIndex);
  };
  const error = await read().catch((thrown: unknown) => thrown);
  expect(seen).toEqual([0, 1, 2, 3]);
  if (!isBitstreamError(error, "TruncatedStreamError")) throw error;
  expect(error.where.frame).toBe(4);
  const byte = avi(pictures).findIndex((_, i, all) => pictures[4]!.every((value, j) => all[i + j] === value));
  expect(error.where.byte).toBe(byte);
  expect(error.message).toBe(`damaged [at frame 4, byte ${byte}]`);
});

it("goes on with the next key frame, and keeps the numbering, where faults are skipped", async () => {
  for (const bytes of [avi(pictures), avi(pictures, "none"), concat([vol, ...pictures])]) {
    const video = await open(bytes);
    expect(indices(await collect(video, { onDamage: "skip" }))).toEqual([0, 1, 2, 3, 6, 7]);
    expect((await video.gops()).map(({ firstFrame }) => firstFrame)).toEqual([0, 3, 6]);
    expect(indices(await collect(video, { onDamage: "skip", from: 6 }))).toEqual([6, 7]);
  }
});

it("keeps the numbering behind a packet that is lost", async () => {
  const bytes = avi(healthy, "none");
  const at = bytes.findIndex((_, i, all) => healthy[1]!.every((value, j) => all[i + j] === value));
  bytes[at - 1] = 0x7f; // the size of the chunk
  const video = await open(bytes);
  expect(indices(await collect(video, { onDamage: "skip" }))).toEqual([0, 3, 4, 5, 6, 7]);
  expect((await video.gops()).map(({ firstFrame }) => firstFrame)).toEqual([0, 3, 6]);
  expect(indices(await collect(video, { onDamage: "skip", from: 3 }))).toEqual([3, 4, 5, 6, 7]);
  await expect(collect(video)).rejects.toThrow(/at frame 1, byte/);
});

describe("with B-frames", () => {
  /** An open group at 5: its first B-frame refers to the P-frame before it. */
  const types = ["I", "P", "B", "B", "P", "I", "B", "P", "B"] as const;
  const packets = types.map((type, i) => picture(type, i + 1, 1));
  const display = [0, 3, 1, 2, 4, 6, 5, 8, 7];
  const broken = (frame: number) => packets.map((bytes, i) => (i === frame ? Uint8Array.of(...bytes, 0xff) : bytes));
  const numbers = (frames: CodedFrame[]) => frames.map(({ displayIndex }) => displayIndex);

  it.each([
    ["AVI", avi(packets), 10],
    ["raw", concat([vol, ...packets]), 25],
  ])("%s delivers decode and display order", async (_, bytes, rate) => {
    const video = await open(bytes);
    const decoded = await collect(video);
    expect(indices(decoded)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(numbers(decoded)).toEqual(display);
    expect(decoded.map(({ timestamp }) => timestamp)).toEqual(display.map((i) => i / rate));
    for (const arrays of ["owned", "borrowed"] as const) {
      const displayed = await collect(video, { order: "display", arrays });
      expect(numbers(displayed)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
      expect(displayed).toEqual([...decoded].sort((a, b) => a.displayIndex - b.displayIndex));
    }
  });

  it("hands on an anchor as soon as the B-frames before it are", async () => {
    const video = await open(avi(packets));
    const asked: number[] = [];
    for await (const { displayIndex } of video.frames({ order: "display" })) {
      asked.push(displayIndex);
      if (displayIndex === 3) break;
    }
    expect(asked).toEqual([0, 1, 2, 3]);
  });

  it("counts them in groups, and begins at an open one", async () => {
    const video = await open(avi(packets));
    expect(video.frameCount).toBe(null);
    expect((await video.gops()).map(({ firstFrame, frameCount }) => [firstFrame, frameCount])).toEqual([
      [0, 5],
      [5, 4],
    ]);
    expect(video.frameCount).toBe(9);
    // The B-frame's past anchor is not there: it has vectors, and no picture.
    expect(numbers(await collect(video, { from: 5, output: "motion" }))).toEqual([6, 5, 8, 7]);
    expect(numbers(await collect(video, { from: 5, output: "compressed", order: "display" }))).toEqual([5, 6, 7, 8]);
    expect(numbers(await collect(video, { from: 5, output: "pictures" }))).toEqual([6, 8, 7]);
    expect(numbers(await collect(video, { from: 5, output: "pictures", order: "display" }))).toEqual([6, 7, 8]);
    expect(numbers(await collect(video, { to: 3, order: "display" }))).toEqual([0, 1, 3]);
  });

  it("loses only a B-frame that is damaged, and what refers to an anchor that is", async () => {
    const skip = { onDamage: "skip", output: "pictures" } as const;
    expect(numbers(await collect(await open(avi(broken(2))), skip))).toEqual([0, 3, 2, 4, 6, 5, 8, 7]);
    expect(numbers(await collect(await open(avi(broken(1))), skip))).toEqual([0, 6, 8, 7]);
    expect(numbers(await collect(await open(avi(broken(1))), { ...skip, order: "display" }))).toEqual([0, 6, 7, 8]);
  });

  it("delivers what is displayed before a fault", async () => {
    const seen: number[] = [];
    const read = async () => {
      for await (const { displayIndex } of (await open(avi(broken(3)))).frames({ order: "display" })) {
        seen.push(displayIndex);
      }
    };
    await expect(read()).rejects.toThrow("damaged [at frame 3");
    expect(seen).toEqual([0, 1, 3]);
  });
});

it("stops when told to", async () => {
  const video = await open(avi(healthy));
  const controller = new AbortController();
  const seen: number[] = [];
  const read = async () => {
    for await (const frame of video.frames({ signal: controller.signal })) {
      seen.push(frame.decodeIndex);
      if (seen.length === 3) controller.abort();
    }
  };
  await expect(read()).rejects.toThrow(/abort/);
  expect(seen).toEqual([0, 1, 2]);
  await expect(collect(video, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/);
});

it("lets timers run while it decodes from memory", async () => {
  const many = Array.from({ length: 20_000 }, (_, i) => picture("I", (i & 127) + 1, 1));
  const video = await open(concat([vol, ...many]));
  const signal = AbortSignal.timeout(20);
  const read = async () => {
    for (;;) for await (const frame of video.frames({ signal })) void frame;
  };
  await expect(read()).rejects.toThrow(/timeout/);
});

it("refuses a reconstructed residual without pictures, and closes a source that it cannot open", async () => {
  const video = await open(avi(healthy));
  await expect(collect(video, { residual: "reconstructed" })).rejects.toThrow('needs output: "pictures"');
  let closed = 0;
  const source = { ...memorySource(Uint8Array.of(1)), close: async () => void closed++ };
  await expect(openFrom(source, fakeCodecs)).rejects.toThrow("no video");
  expect(closed).toBe(1);
});
