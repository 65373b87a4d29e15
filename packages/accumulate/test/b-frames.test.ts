import { readFileSync } from "node:fs";
import { openVideo } from "@cvar/bitstream/node";
import fc from "fast-check";
import { expect, it } from "vitest";
import { shared } from "../../../scripts/test-resources.js";
import { createAccumulator, isAccumulateError, traceToFrame } from "../src/index.js";
import { fakeVideo } from "./fake-video.js";
import { graphStream } from "./graph-stream.js";
import { graphs, randomGraph } from "./reference-graph.js";
import { generator } from "./synthetic-stream.js";

const size = { width: 52, height: 39 };
const base = { ...size, seed: 4, blockSize: 8, unitsPerPixel: 4, step: 0.25, maxVector: 10 } as const;
const rates = { intraRate: 0.1, bothRate: 0.5, fourVectorRate: 0.3 };

it("a trace of zero vectors is the identity, whatever it refers to", () => {
  fc.assert(
    fc.property(fc.integer(), fc.constantFrom(4 as const, 8 as const), (seed, blockSize) => {
      const graph = randomGraph(generator(seed), 4, 16);
      const options = { ...base, ...rates, seed, blockSize, maxVector: 0, step: 1 };
      const accumulator = createAccumulator({ ...size, residuals: false, references: 16 });
      for (const frame of graphStream(graph, options)) {
        if (frame.type === "I") accumulator.start(frame);
        else expect(accumulator.push(frame).motion.some((v) => v !== 0)).toBe(false);
      }
    }),
    { numRuns: 20 },
  );
});

it("a scene that moves evenly is traced exactly, by B-frames and by whichever reference", () => {
  let compared = 0;
  const velocity = fc.constantFrom(-1.25, -0.5, 0, 0.25, 1, 2);
  fc.assert(
    fc.property(velocity, velocity, fc.integer(), fc.boolean(), (vx, vy, seed, pyramid) => {
      const graph = pyramid ? graphs.pyramid : randomGraph(generator(seed), 4, 16).filter((_, k) => k < 20);
      const accumulator = createAccumulator({ ...size, residuals: false, references: 16 });
      /** Origins of frames whose traces do not cross from group to group, by display index. */
      const origins = new Map<number, number>();
      for (const frame of graphStream(graph, { ...base, ...rates, intraRate: 0, seed })) {
        if (frame.type === "I") {
          accumulator.start(frame);
          origins.set(frame.displayIndex, frame.displayIndex);
          continue;
        }
        const { references, vectors, unitsPerPixel } = frame.motion!;
        // What was at i in the frame referred to is at i + velocity · time now.
        for (const [k, reference] of references.entries()) {
          vectors[2 * k] = (reference - frame.displayIndex) * vx * unitsPerPixel;
          vectors[2 * k + 1] = (reference - frame.displayIndex) * vy * unitsPerPixel;
        }
        const { motion, origin } = accumulator.push(frame);
        const time = frame.displayIndex - origin;
        if ([...references].some((r) => r >= 0 && origins.get(r) !== origin)) continue;
        origins.set(frame.displayIndex, origin);
        // The middle of the frame has not been out of it.
        if (Math.abs(vx * time) > 12 || Math.abs(vy * time) > 8 || time > 9) continue;
        compared++;
        const middle = 2 * ((size.height >> 1) * size.width + (size.width >> 1));
        expect([motion[middle], motion[middle + 1]]).toEqual([vx * time || 0, vy * time || 0]);
      }
    }),
    { numRuns: 60 },
  );
  expect(compared).toBeGreaterThan(200);
});

it("splitting blocks changes nothing", () => {
  for (const graph of Object.values(graphs)) {
    const whole = graphStream(graph, { ...base, ...rates, blockSize: 8 });
    const [one, split] = [0, 1].map(() => createAccumulator({ ...size, residuals: false, references: 16 }));
    for (const frame of whole) {
      if (frame.type === "I") {
        one!.start(frame);
        split!.start(frame);
        continue;
      }
      const { columns, rows, lists, vectors, references, intra } = frame.motion!;
      const each = <T extends Int16Array | Int32Array | Uint8Array>(from: T, values: number): T => {
        const to = new (from.constructor as new (length: number) => T)(from.length * 4);
        for (let row = 0; row < 2 * rows; row++) {
          for (let column = 0; column < 2 * columns; column++) {
            const block = (row >> 1) * columns + (column >> 1);
            to.set(from.subarray(block * values, (block + 1) * values), (row * 2 * columns + column) * values);
          }
        }
        return to;
      };
      const quarters = {
        ...frame.motion!,
        ...{ columns: 2 * columns, rows: 2 * rows, blockSize: 4, vectors: each(vectors, 2 * lists) },
        ...{ references: each(references, lists), intra: each(intra, 1) },
      };
      expect(split!.push({ ...frame, motion: quarters }).motion).toEqual(one!.push(frame).motion);
    }
  }
});

it("says which frame refers to which that is not there, or goes on from the I-frame", () => {
  const frames = graphStream(graphs["open group"], { ...base, ...rates, bothRate: 1, intraRate: 0 });
  const leading = frames.slice(3); // I6 B4 B5 P9 …: B4 and B5 refer to the frame displayed at 3
  const strict = createAccumulator(size);
  strict.start(leading[0]!);
  const { decodeIndex } = leading[1]!;
  expect(() => strict.push(leading[1]!)).toThrowError(
    expect.objectContaining({ _tag: "MissingReferenceError", frame: decodeIndex, reference: 3 }),
  );
  // It can go on with frames whose references are there.
  expect(strict.push(leading[3]!).origin).toBe(6);
  const lenient = createAccumulator({ ...size, missingReferences: "origin" });
  lenient.start(leading[0]!);
  const named = createAccumulator(size);
  named.start(leading[0]!);
  for (const frame of leading.slice(1, 3)) {
    const traced = lenient.push(frame);
    const references = frame.motion!.references.map((r) => (r === 3 ? 6 : r));
    const same = named.push({ ...frame, motion: { ...frame.motion!, references } });
    expect([traced.origin, traced.motion, traced.planes]).toEqual([6, same.motion, same.planes]);
  }
  const none = {
    ...leading[1]!,
    motion: { ...leading[1]!.motion!, references: leading[1]!.motion!.references.map(() => -1) },
  };
  expect(() => strict.push(none)).toThrowError(
    expect.objectContaining({ _tag: "MissingReferenceError", reference: -1 }),
  );
});

it("refuses a frame that refers to more frames than a codec can", () => {
  const [first, second] = graphStream(graphs["I P P"], { ...base, ...rates, blockSize: 4, width: 160, height: 96 });
  const references = second!.motion!.references.map((_, block) => 1000 + block);
  for (const resolution of ["pixel", "block"] as const) {
    const accumulator = createAccumulator({ width: 160, height: 96, resolution, missingReferences: "origin" });
    accumulator.start(first!);
    const many = { ...second!, motion: { ...second!.motion!, references } };
    expect(() => accumulator.push(many)).toThrowError(expect.objectContaining({ _tag: "LimitExceededError" }));
    expect(accumulator.push(second!).origin).toBe(0);
  }
});

it("traces any frame of a video, from the group before where an open group begins with B-frames", async () => {
  const frames = graphStream(graphs["open group"], { ...base, ...rates });
  const video = fakeVideo(frames, size.width, size.height);
  const accumulator = createAccumulator({ ...size, colour: "rgb" });
  for (const frame of frames) {
    if (frame.type === "I") {
      accumulator.start(frame);
      continue;
    }
    const { motion, residual, origin } = accumulator.push(frame);
    const traced = await traceToFrame(video, frame.decodeIndex);
    expect([traced.origin, traced.motion, traced.residual]).toEqual([origin, motion, residual]);
  }
});

const packed = shared("data", "mpeg4", "fate__packed_bframes.avi");

it.skipIf(!packed)("traces B-frames of a packed bitstream one by one as in one pass", async () => {
  const video = await openVideo(packed!);
  const accumulator = createAccumulator({ width: video.width, height: video.height });
  let compared = 0;
  for await (const frame of video.frames()) {
    if (frame.type === "I") {
      accumulator.start(frame);
      continue;
    }
    const { motion, planes } = accumulator.push(frame);
    if (frame.type !== "B") continue;
    const traced = await traceToFrame(video, frame.decodeIndex);
    expect(Buffer.compare(Buffer.from(traced.motion.buffer), Buffer.from(motion.buffer))).toBe(0);
    expect(traced.residualY.every((value, k) => value === planes!.y[k])).toBe(true);
    compared++;
  }
  await video.close();
  expect(compared).toBe(7);
});

it.skipIf(!packed)("goes on through damaged streams, or says which frame is not there", async () => {
  const whole = readFileSync(packed!);
  const random = generator(9);
  for (let round = 0; round < 12; round++) {
    const bytes = Uint8Array.from(whole);
    for (let k = 0; k < 20; k++)
      bytes[6000 + Math.floor(random() * (bytes.length - 16_000))] = Math.floor(random() * 256);
    const video = await openVideo(bytes);
    const size = { width: video.width, height: video.height };
    const strict = createAccumulator({ ...size, residuals: false });
    const lenient = createAccumulator({ ...size, missingReferences: "origin", reuse: true });
    let started = false;
    for await (const frame of video.frames({ onDamage: "skip" })) {
      if (frame.type === "I") {
        strict.start(frame);
        lenient.start(frame);
        started = true;
      } else if (started) {
        expect(lenient.push(frame).motion.every(Number.isFinite)).toBe(true);
        try {
          strict.push(frame);
        } catch (error) {
          expect(isAccumulateError(error, "MissingReferenceError")).toBe(true);
        }
      }
    }
    await video.close();
  }
});

it("takes memory for the frames that are kept, not for the video", () => {
  const count = 60;
  const chain = [...graphs["forward, backward and both"]];
  for (let p = 9; chain.length < count; p += 3) {
    chain.push({ ...chain[1]!, displayIndex: p, lists: [[p - 3]] });
    for (const b of [p - 2, p - 1]) chain.push({ ...chain[2]!, displayIndex: b, lists: [[p - 3], [p]] });
  }
  const frames = graphStream(chain, { ...base, ...rates });
  const accumulator = createAccumulator({ ...size, reuse: true });
  accumulator.start(frames[0]!);
  const sizes = frames.slice(1).map((frame) => accumulator.push(frame).motion.buffer.byteLength);
  expect(sizes.at(-1)).toBe(sizes[2]); // two anchors and a B-frame
  accumulator.start(frames[0]!);
  const arrays = new Set(frames.slice(1).map((frame) => accumulator.push(frame).motion.byteOffset));
  expect(arrays.size).toBe(3);
});
