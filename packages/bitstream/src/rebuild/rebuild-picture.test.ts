import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { UnsupportedFeatureError, UsageError } from "../errors.js";
import type { CodedFrame, MotionField, Picture, Rounding } from "../frame.js";
import { openVideo } from "../open-video.js";
import { predictPicture } from "./predict-picture.js";
import { rebuildPicture } from "./rebuild-picture.js";

const clip = (name: string) =>
  new Uint8Array(readFileSync(fileURLToPath(new URL(`../../test/fixtures/${name}`, import.meta.url))));

/** Each frame's picture: decoded, and rebuilt from what stands in the stream. */
async function bothWays(name: string, rounding: Rounding): Promise<[string, Picture, Picture][]> {
  const video = await openVideo(clip(name));
  const decoded = new Map<number, Picture>();
  for await (const { decodeIndex, picture } of video.frames({ output: "pictures", rounding })) {
    decoded.set(decodeIndex, picture!);
  }
  const rebuilt = new Map<number, Picture>();
  const found: [string, Picture, Picture][] = [];
  for await (const frame of video.frames({ output: "compressed" })) {
    const picture = rebuildPicture(frame, (index) => rebuilt.get(index), rounding);
    rebuilt.set(frame.displayIndex, picture);
    found.push([frame.type, decoded.get(frame.decodeIndex)!, picture]);
  }
  await video.close();
  return found;
}

describe("rebuildPicture", () => {
  it.each([
    ["mpeg4-packets.m4v", "ffmpeg"],
    ["mpeg4-packets.m4v", "standard"],
    ["mpeg4-xvid.m4v", "ffmpeg"],
  ] as const)("gives the decoded pictures of %s, rounded as %s", async (name, rounding) => {
    const pictures = await bothWays(name, rounding);
    expect(pictures.filter(([type]) => type === "P").length).toBeGreaterThan(3);
    for (const [, decoded, rebuilt] of pictures) expect(rebuilt).toEqual(decoded);
  });

  it("says which picture is missing", () => {
    expect(() => rebuildPicture(frameOf(still(3)), () => undefined)).toThrow(UsageError);
    expect(() => rebuildPicture(frameOf(still(3)), () => undefined)).toThrow("display index 3");
  });

  it("asks for the coded residual", () => {
    expect(() => rebuildPicture({ ...frameOf(still(0)), residual: null }, () => grey)).toThrow(UsageError);
  });
});

describe("predictPicture", () => {
  it("averages two predictions", () => {
    const white = { ...grey, y: new Uint8Array(256).fill(255) };
    const motion = {
      ...still(0),
      lists: 2 as const,
      vectors: new Int16Array(16),
      references: Int32Array.of(0, 1, 0, 1, 0, 1, 0, 1),
    };
    const { y } = predictPicture(motion, grey, (index) => (index === 0 ? grey : white));
    expect([...new Set(y)]).toEqual([(128 + 255 + 1) >> 1]);
  });

  it("refuses the motion of other codecs", () => {
    expect(() => predictPicture({ ...still(0), blockSize: 4 }, grey, () => grey)).toThrow(UnsupportedFeatureError);
  });
});

const grey: Picture = {
  width: 16,
  height: 16,
  chromaWidth: 8,
  chromaHeight: 8,
  y: new Uint8Array(256).fill(128),
  cb: new Uint8Array(64).fill(128),
  cr: new Uint8Array(64).fill(128),
};

/** One macroblock that does not move. */
function still(reference: number): MotionField {
  return {
    columns: 2,
    rows: 2,
    blockSize: 8,
    unitsPerPixel: 2,
    lists: 1,
    vectors: new Int16Array(8),
    references: new Int32Array(4).fill(reference),
    intra: new Uint8Array(4),
    partition: new Uint8Array(4).fill(16),
  };
}

function frameOf(motion: MotionField): CodedFrame {
  const zeros = { y: new Int16Array(256), cb: new Int16Array(64), cr: new Int16Array(64) };
  return {
    type: "P",
    keyFrame: false,
    reference: true,
    decodeIndex: 1,
    displayIndex: 1,
    timestamp: 0,
    byteOffset: 0,
    byteLength: 1,
    shown: true,
    motion,
    residual: { ...grey, ...zeros, kind: "coded" },
    picture: null,
    damage: null,
    macroblockDamage: null,
  };
}
