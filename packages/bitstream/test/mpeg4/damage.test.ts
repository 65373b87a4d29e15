import { execFileSync } from "node:child_process";
import { beforeAll, describe, expect, it } from "vitest";
import { ffmpeg } from "../../../../scripts/test-resources.js";
import { BitstreamError, DamagedReferenceError } from "../../src/errors.js";
import type { CodedFrame, FrameOptions } from "../../src/frame.js";
import { openVideo } from "../../src/index.js";
import { nextShortHeader } from "../../src/mpeg4/short-header.js";
import { fromPlainError, toPlainError } from "../../src/pool/plain-error.js";
import { fixture } from "./fixtures.js";
import { seeded } from "./mutations.js";
import { accessUnits } from "./raw-stream.js";

const INTACT = 0;
const DOUBTFUL = 1;
const CONCEALED = 2;
const SKIP: FrameOptions = { output: "pictures", onDamage: "skip" };

async function decode(bytes: Uint8Array, options: FrameOptions = SKIP): Promise<CodedFrame[]> {
  const frames: CodedFrame[] = [];
  for await (const frame of (await openVideo(bytes)).frames(options)) frames.push(frame);
  return frames;
}

/** The luma samples of a macroblock. */
function luma({ picture }: CodedFrame, macroblock: number): number[] {
  const { width, height, y } = picture!;
  const columns = (width + 15) >> 4;
  const x = (macroblock % columns) * 16;
  const samples: number[] = [];
  for (let row = Math.floor(macroblock / columns) * 16, end = Math.min(height, row + 16); row < end; row++) {
    samples.push(...y.subarray(row * width + x, row * width + Math.min(width, x + 16)));
  }
  return samples;
}

/** Offsets in a raw stream of the resync markers of frame `index`: 16 to 18 zeros and a 1, at a byte boundary. */
function markers(bytes: Uint8Array, index: number): number[] {
  const { data, byteOffset } = accessUnits(bytes)[index]!;
  const found: number[] = [];
  for (let at = 4; at + 2 < data.length; at++) {
    if (data[at] === 0 && data[at + 1] === 0 && data[at + 2]! >= 0x20) found.push(byteOffset + at);
  }
  return found;
}

function without(bytes: Uint8Array, from: number, to: number): Uint8Array {
  return Uint8Array.from([...bytes.subarray(0, from), ...bytes.subarray(to)]);
}

/** Expects of frames 0…n that those before `first` are the healthy ones and those after it say that they build on it. */
function expectFlagged(frames: CodedFrame[], healthy: CodedFrame[], first: number, nextKeyFrame: number): void {
  for (const frame of frames) {
    const { decodeIndex: n } = frame;
    if (n < first || n >= nextKeyFrame) expect({ ...frame, byteOffset: 0 }).toEqual({ ...healthy[n], byteOffset: 0 });
    else if (n === first) expect(frame.damage).not.toBeInstanceOf(DamagedReferenceError);
    else expect(frame.damage).toBeInstanceOf(DamagedReferenceError);
    if (n > first) expect(frame.macroblockDamage).toBe(null);
  }
}

/** Expects that macroblocks said to be intact are those of the healthy frame, and those concealed are the frame before. */
function expectConditions(frame: CodedFrame, healthy: CodedFrame, before: CodedFrame | null): void {
  for (const [i, condition] of frame.macroblockDamage!.entries()) {
    if (condition === INTACT) expect(luma(frame, i)).toEqual(luma(healthy, i));
    if (condition === CONCEALED) expect(luma(frame, i)).toEqual(before ? luma(before, i) : luma(frame, i).fill(128));
  }
}

describe("a stream with video packets", () => {
  const bytes = fixture("mpeg4-packets");
  let healthy: CodedFrame[];
  beforeAll(async () => {
    healthy = await decode(bytes);
    expect(healthy.every(({ damage, macroblockDamage }) => damage === null && macroblockDamage === null)).toBe(true);
    expect(healthy.map(({ keyFrame }) => keyFrame).indexOf(true, 1)).toBe(6);
  });

  it.each([0, 2])("loses the macroblocks of a packet that is missing from frame %i", async (index) => {
    const [, second, third] = markers(bytes, index) as [number, number, number];
    const frames = await decode(without(bytes, second, third));
    expect(frames.length).toBe(healthy.length);
    expectFlagged(frames, healthy, index, 6);
    const damaged = frames[index]!;
    expect(damaged.damage).toMatchObject({
      _tag: "InvalidSyntaxError",
      element: "macroblock_number",
      where: { frame: index },
    });
    const lost = [...damaged.macroblockDamage!].filter((condition) => condition === CONCEALED).length;
    expect(lost).toBeGreaterThan(0);
    expect([...damaged.macroblockDamage!].filter((condition) => condition === INTACT).length).toBe(30 - lost);
    expectConditions(damaged, healthy[index]!, frames[index - 1] ?? null);
    if (index > 0) {
      const { columns, vectors, references, intra } = damaged.motion!;
      for (const [i, condition] of damaged.macroblockDamage!.entries()) {
        if (condition !== CONCEALED) continue;
        const block = Math.floor(i / 6) * 2 * columns + (i % 6) * 2;
        expect([vectors[2 * block], vectors[2 * block + 1]]).toEqual([0, 0]);
        expect([references[block], intra[block]]).toEqual([
          healthy[index]!.motion!.references[block] === -1 ? 1 : references[block],
          0,
        ]);
      }
    }
  });

  it("decodes packets that come in another order, or twice", async () => {
    const [first, second, third] = markers(bytes, 2) as [number, number, number];
    const swapped = bytes.slice();
    swapped.set(bytes.subarray(second, third), first);
    swapped.set(bytes.subarray(first, second), first + third - second);
    const frames = await decode(swapped);
    expect(frames[2]!.damage).toMatchObject({ element: "macroblock_number" });
    expect(frames[2]!.macroblockDamage!.every((condition) => condition === INTACT)).toBe(true);
    expect(frames[2]!.picture).toEqual(healthy[2]!.picture);
    expect(frames[2]!.motion).toEqual(healthy[2]!.motion);
    const twice = Uint8Array.from([...bytes.subarray(0, second), ...bytes.subarray(first)]);
    expect((await decode(twice))[2]!.picture).toEqual(healthy[2]!.picture);
  });

  it("keeps what is before and behind a packet that is overwritten", async () => {
    const [, second, third] = markers(bytes, 3) as [number, number, number];
    const broken = bytes.slice();
    broken.fill(0xff, second + 6, third);
    const frames = await decode(broken);
    expectFlagged(frames, healthy, 3, 6);
    expectConditions(frames[3]!, healthy[3]!, frames[2]!);
    const conditions = [...frames[3]!.macroblockDamage!];
    expect(conditions[0]).toBe(INTACT);
    expect(conditions.at(-1)).toBe(INTACT);
    expect(conditions).toContain(CONCEALED);
    // Vectors and coefficients are the same without reconstruction.
    const compressed = (await decode(broken, { output: "compressed", onDamage: "skip" }))[3]!;
    expect(compressed.motion).toEqual(frames[3]!.motion);
    expect(compressed.residual).toEqual(frames[3]!.residual);
    expect(compressed.macroblockDamage).toEqual(frames[3]!.macroblockDamage);
    expect((await decode(broken, { output: "motion", onDamage: "skip" }))[3]!.motion).toEqual(frames[3]!.motion);
  });

  it("keeps the first packets of a frame that is cut off", async () => {
    const unit = accessUnits(bytes)[1]!;
    const end = unit.byteOffset + unit.data.length;
    const frames = await decode(without(bytes, end - Math.floor(unit.data.length / 3), end));
    expectFlagged(frames, healthy, 1, 6);
    expectConditions(frames[1]!, healthy[1]!, frames[0]!);
    expect(frames[1]!.macroblockDamage![0]).toBe(INTACT);
    expect(frames[1]!.macroblockDamage!.at(-1)).toBe(CONCEALED);
  });

  it('stops before the damaged frame where it is told "stop"', async () => {
    const [, second, third] = markers(bytes, 2) as [number, number, number];
    const video = await openVideo(without(bytes, second, third));
    const seen: CodedFrame[] = [];
    const read = async () => {
      for await (const frame of video.frames({ output: "pictures" })) seen.push(frame);
    };
    await expect(read()).rejects.toMatchObject({ _tag: "InvalidSyntaxError", where: { frame: 2 } });
    expect(seen).toEqual(healthy.slice(0, 2));
  });

  it("is told across threads", async () => {
    const [, second, third] = markers(bytes, 2) as [number, number, number];
    for (const { damage } of (await decode(without(bytes, second, third))).slice(2, 4)) {
      const told = fromPlainError(structuredClone(toPlainError(damage)));
      expect([told, told.message, told.where]).toEqual([damage, damage!.message, damage!.where]);
      expect(told.constructor).toBe(damage!.constructor);
    }
  });

  it("leaves out a frame of which nothing can be decoded, and what builds on it", async () => {
    const { data, byteOffset } = accessUnits(bytes)[2]!;
    const frames = await decode(without(bytes, byteOffset + 7, byteOffset + data.length));
    expect(frames.map(({ decodeIndex }) => decodeIndex)).toEqual([0, 1, 6, 7, 8]);
  });

  it("no flipped bit makes an intact macroblock differ in a frame whose fault is noticed", async () => {
    const random = seeded(4);
    const units = accessUnits(bytes);
    let noticed = 0;
    let wrong = 0;
    let intact = 0;
    for (let round = 0; round < 120; round++) {
      const index = random(5);
      const { data, byteOffset } = units[index]!;
      const copy = bytes.slice();
      const at = byteOffset + 12 + random(data.length - 12);
      copy[at] = copy[at]! ^ (1 << random(8));
      const frames = await decode(copy);
      const damaged = frames[index];
      if (!damaged?.macroblockDamage) continue;
      noticed++;
      for (const [i, condition] of damaged.macroblockDamage.entries()) {
        if (condition !== INTACT) continue;
        intact++;
        if (luma(damaged, i).join() !== luma(healthy[index]!, i).join()) wrong++;
      }
      for (const later of frames.slice(index + 1, 6)) expect(later.damage).toBeInstanceOf(BitstreamError);
    }
    expect(noticed).toBeGreaterThan(50);
    expect(intact).toBeGreaterThan(1000);
    // A flipped bit may make another valid packet, or send it to another valid place: no decoder can know.
    expect(wrong / intact).toBeLessThan(0.02);
  });
});

describe("a stream without video packets", () => {
  it("keeps a damaged frame up to the fault", async () => {
    const bytes = fixture("mpeg4-odd-size");
    const healthy = await decode(bytes);
    const { data, byteOffset } = accessUnits(bytes)[1]!;
    const end = byteOffset + data.length;
    const frames = await decode(without(bytes, end - (data.length >> 1), end));
    expectFlagged(frames, healthy, 1, 4);
    const conditions = [...frames[1]!.macroblockDamage!];
    const lost = conditions.indexOf(CONCEALED);
    expect(lost).toBeGreaterThan(0);
    expect(conditions).toEqual(conditions.map((_, i) => (i < lost ? DOUBTFUL : CONCEALED)));
    expectConditions(frames[1]!, healthy[1]!, frames[0]!);
  });
});

describe.skipIf(!ffmpeg())("damage to clips encoded by FFmpeg", () => {
  const encode = (format: string, ...options: string[]) =>
    new Uint8Array(
      execFileSync(
        "ffmpeg",
        [
          "-v",
          "error",
          "-f",
          "lavfi",
          "-i",
          "testsrc2=size=176x144:rate=25",
          "-frames:v",
          "5",
          ...options,
          "-f",
          format,
          "-",
        ],
        { maxBuffer: 1 << 26 },
      ),
    );

  it("keeps the vectors of a partitioned packet whose coefficients are damaged", async () => {
    const bytes = encode("m4v", "-c:v", "mpeg4", "-q:v", "2", "-ps", "150", "-data_partitioning", "1");
    const healthy = await decode(bytes);
    const [second, third] = markers(bytes, 2) as [number, number];
    const broken = bytes.slice();
    // The last third of a packet is coefficients.
    broken.fill(0xff, third - Math.floor((third - second) / 3), third);
    const frames = await decode(broken);
    expectFlagged(frames, healthy, 2, 5);
    expectConditions(frames[2]!, healthy[2]!, frames[1]!);
    const conditions = [...frames[2]!.macroblockDamage!];
    expect(conditions).toContain(DOUBTFUL);
    expect(conditions).not.toContain(CONCEALED);
    expect(frames[2]!.motion!.vectors).toEqual(healthy[2]!.motion!.vectors);
  });

  it("keeps what is intact of an interlaced frame", async () => {
    const options = ["-q:v", "2", "-ps", "150", "-bf", "1", "-sc_threshold", "1000000000", "-flags", "+ildct+ilme"];
    const bytes = encode("m4v", "-vf", "scroll=h=0.02:v=0.03", "-c:v", "mpeg4", ...options);
    const healthy = await decode(bytes);
    expect(healthy.map(({ type }) => type).join("")).toBe("IPBPB");
    expect(healthy[1]!.motion!.fieldPrediction).toContain(1);
    for (const index of [1, 2]) {
      const starts = markers(bytes, index);
      const broken = bytes.slice();
      for (let i = 1; i + 1 < starts.length; i += 2) broken.fill(0xff, starts[i]! + 8, starts[i + 1]);
      const frames = await decode(broken);
      expectConditions(frames[index]!, healthy[index]!, frames[0]!);
      const { macroblockDamage, motion } = frames[index]!;
      expect(macroblockDamage).toContain(CONCEALED);
      for (const [i, condition] of macroblockDamage!.entries()) {
        const block = Math.floor(i / 11) * 2 * motion!.columns + (i % 11) * 2;
        if (condition === INTACT) {
          expect(motion!.fieldPrediction![block]).toBe(healthy[index]!.motion!.fieldPrediction![block]);
        } else if (condition === CONCEALED) expect(motion!.fieldPrediction![block]).toBe(0);
      }
    }
  });

  it("goes on at the next group of blocks of H.263", async () => {
    const bytes = encode("h263", "-c:v", "h263", "-q:v", "4", "-ps", "100");
    const healthy = await decode(bytes);
    expect(healthy.length).toBe(5);
    const starts = [0];
    for (let at = nextShortHeader(bytes, 3); at >= 0; at = nextShortHeader(bytes, at + 3)) starts.push(at);
    const broken = bytes.slice();
    const middle = (starts[2]! + starts[3]!) >> 1;
    broken.fill(0xff, middle - 10, middle + 10);
    const frames = await decode(broken);
    expectFlagged(frames, healthy, 2, 5);
    expectConditions(frames[2]!, healthy[2]!, frames[1]!);
    const conditions = [...frames[2]!.macroblockDamage!];
    expect(conditions[0]).toBe(INTACT);
    expect(conditions.at(-1)).toBe(INTACT);
    expect(conditions.some((condition) => condition !== INTACT)).toBe(true);
  });

  it("says of B-frames, too, that they build on a damaged frame, and conceals what is lost of them", async () => {
    const bytes = encode("m4v", "-c:v", "mpeg4", "-q:v", "2", "-ps", "150", "-bf", "1", "-sc_threshold", "1000000000");
    const healthy = await decode(bytes);
    expect(healthy.map(({ type }) => type).join("")).toBe("IPBPB");
    const lose = async (index: number) => {
      const [first, second] = markers(bytes, index) as [number, number];
      expect(second).toBeGreaterThan(first);
      return decode(without(bytes, first, second));
    };
    const anchor = await lose(1);
    expectConditions(anchor[1]!, healthy[1]!, anchor[0]!);
    // Where a macroblock is lost, a B-frame cannot know whether it has one there.
    expect(anchor.slice(2).every(({ damage }) => damage !== null)).toBe(true);
    expect(anchor.slice(3).every(({ damage }) => damage instanceof DamagedReferenceError)).toBe(true);
    const b = await lose(2);
    expect(b[2]!.macroblockDamage).toContain(CONCEALED);
    // As in the past anchor.
    expectConditions(b[2]!, healthy[2]!, b[0]!);
    expectFlagged(b.slice(3), healthy, 0, 3);
  });
});
