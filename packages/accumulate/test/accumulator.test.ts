import type { CodedFrame } from "@cvar/bitstream";
import { expect, it } from "vitest";
import { createAccumulator, reconstruct, traceToFrame } from "../src/index.js";
import { fakeVideo } from "./fake-video.js";
import { joinGroups, syntheticGop } from "./synthetic-stream.js";

const options = {
  width: 48,
  height: 32,
  pFrames: 3,
  seed: 5,
  maxVector: 8,
  step: 1,
  intraRate: 0.1,
  notCodedRate: 0.1,
  fourVectorRate: 0,
};

function twoGops(): CodedFrame[] {
  return joinGroups([syntheticGop(options), syntheticGop({ ...options, seed: 6 })]);
}

it("gives each result its own arrays, or reuses two sets of them", () => {
  const [first, a, b, c] = syntheticGop(options);
  const own = createAccumulator(options);
  own.start(first!);
  const kept = own.push(a!);
  const copy = kept.motion.slice();
  own.push(b!);
  own.push(c!);
  expect(kept.motion).toEqual(copy);

  const reusing = createAccumulator({ ...options, reuse: true });
  reusing.start(first!);
  expect(reusing.push(a!).motion).toEqual(copy);
  const arrays = new Set([reusing.push(b!).motion, reusing.push(c!).motion]);
  reusing.start(first!);
  expect(reusing.push(a!).motion).toEqual(copy);
  arrays.add(reusing.push(b!).motion);
  expect(arrays.size).toBe(2);
});

it("starts afresh at each I-frame", () => {
  const [first, a] = syntheticGop(options);
  const accumulator = createAccumulator(options);
  accumulator.start(first!);
  const once = accumulator.push(a!);
  accumulator.start(first!);
  expect(accumulator.push(a!).planes).toEqual(once.planes);
});

it("traces motion alone from frames without pixels", () => {
  const [first, a] = syntheticGop(options);
  const bare = (frame: CodedFrame) => ({ ...frame, residual: null, picture: null });
  const full = createAccumulator(options);
  full.start(first!);
  const motionOnly = createAccumulator({ ...options, residuals: false });
  motionOnly.start(bare(first!));
  const result = motionOnly.push(bare(a!));
  expect(result.motion).toEqual(full.push(a!).motion);
  expect([result.planes, result.residual.length]).toEqual([null, 0]);
});

it("refuses frames out of order, of another size, or without what the rule reads", () => {
  const [first, a] = syntheticGop(options);
  const tag = (call: () => unknown) => {
    try {
      call();
    } catch (error) {
      return (error as { _tag: string })._tag;
    }
    return "none";
  };
  const started = (rule: "paper" | "coviar" = "paper") => {
    const accumulator = createAccumulator({ ...options, rule });
    accumulator.start(first!);
    return accumulator;
  };
  expect(tag(() => createAccumulator(options).push(a!))).toBe("FrameOrderError");
  expect(tag(() => createAccumulator(options).start(a!))).toBe("FrameOrderError");
  expect(tag(() => started().push(first!))).toBe("FrameOrderError");
  expect(tag(() => started("coviar").push({ ...a!, type: "B" }))).toBe("FrameOrderError");
  expect(tag(() => createAccumulator({ ...options, references: 0 }))).toBe("InvalidOptionError");
  expect(tag(() => createAccumulator({ ...options, width: 50 }).start(first!))).toBe("ShapeMismatchError");
  expect(tag(() => createAccumulator({ ...options, width: 0 }))).toBe("ShapeMismatchError");
  expect(tag(() => createAccumulator({ width: 1e5, height: 1e5 }))).toBe("LimitExceededError");
  const field = { ...a!.motion!, columns: 1000, rows: 1000 };
  const tooMany = { vectors: new Int16Array(2e6), intra: new Uint8Array(1e6), references: new Int32Array(1e6) };
  expect(tag(() => started().push({ ...a!, motion: { ...field, ...tooMany } }))).toBe("ShapeMismatchError");
  expect(tag(() => createAccumulator(options).start({ ...first!, picture: null }))).toBe("MissingDataError");
  expect(tag(() => started().push({ ...a!, residual: null }))).toBe("MissingDataError");
  expect(tag(() => started().push({ ...a!, motion: null }))).toBe("MissingDataError");
  expect(tag(() => started("coviar").push({ ...a!, picture: null }))).toBe("MissingDataError");
});

it("traces one frame of a video, reading only its group up to it", async () => {
  const frames = twoGops();
  const video = fakeVideo(frames, options.width, options.height);
  for (const rule of ["paper", "coviar"] as const) {
    video.read = 0;
    const traced = await traceToFrame(video, 6, rule, { colour: "ycbcr" });
    expect(video.read).toBe(3);
    const accumulator = createAccumulator({ ...options, rule });
    accumulator.start(frames[4]!);
    accumulator.push(frames[5]!);
    const expected = accumulator.push(frames[6]!);
    expect(Array.from(traced.mv)).toEqual(Array.from(expected.motion));
    expect(traced.residualY).toEqual(expected.planes!.y);
    expect(traced.residual).toEqual(expected.residual);
  }
});

it("rounds a frame's vectors to the pixels that reconstruction reads", async () => {
  const halfPel = syntheticGop({ ...options, step: 0.5, fourVectorRate: 0.3 });
  const video = fakeVideo(halfPel, options.width, options.height);
  const { mv, motion } = await traceToFrame(video, 3);
  const accumulator = createAccumulator(options);
  accumulator.start(halfPel[0]!);
  const [, , planes] = halfPel.slice(1).map((frame) => accumulator.push(frame).planes!);
  const whole = reconstruct(halfPel[0]!.picture!, Float32Array.from(mv), planes!);
  expect(motion.some((v) => !Number.isInteger(v))).toBe(true);
  expect(whole.y).toEqual(reconstruct(halfPel[0]!.picture!, motion, planes!).y);
});

it("traces an I-frame to itself, and says which frames it cannot trace", async () => {
  const frames = twoGops();
  const video = fakeVideo(frames, options.width, options.height);
  const still = await traceToFrame(video, 4);
  expect(still.mv.some((v) => v !== 0) || still.residual.some((v) => v !== 0)).toBe(false);
  await expect(traceToFrame(video, 8)).rejects.toMatchObject({ _tag: "FrameNotFoundError" });
  frames[2] = { ...frames[2]!, type: "B" };
  const withB = fakeVideo(frames, options.width, options.height);
  await expect(traceToFrame(withB, 2, "coviar")).rejects.toMatchObject({ _tag: "FrameOrderError" });
});
