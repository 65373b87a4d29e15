import { createHash } from "node:crypto";
import type { DecodedPicture, DecoderOptions, FrameNumber, Packet } from "../../src/codec.js";
import type { Picture } from "../../src/frame.js";
import { FrameNumbers } from "../../src/frame-numbers.js";
import { mpeg4 } from "../../src/mpeg4/index.js";
import type { Numbered } from "../../src/numbered.js";

/** The access units of a raw MPEG-4 stream. */
export function accessUnits(bytes: Uint8Array): Packet[] {
  const units: Packet[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = mpeg4.nextAccessUnit(bytes, at, true);
    if (end < 0) break;
    units.push({ data: bytes.subarray(at, end), byteOffset: at, timestamp: null });
    at = end;
  }
  return units;
}

/** A raw stream's access units with the numbers of their frames. */
export function numberedUnits(bytes: Uint8Array, headers = mpeg4.readHeaders(bytes)): Numbered<Packet>[] {
  const numbers = new FrameNumbers<Packet>(0, headers.reordered);
  const units: Numbered<Packet>[] = [];
  let before: Parameters<typeof mpeg4.readPictureHeaders>[2];
  for (const unit of accessUnits(bytes)) {
    const read = mpeg4.readPictureHeaders(unit, headers, before);
    before = read.after;
    units.push(...numbers.packet({ item: unit, timestamp: null, byteLength: unit.data.length, headers: read }));
  }
  return [...units, ...numbers.end()];
}

/** The number of a frame of a stream without B-frames. */
export function frameNumber(decodeIndex: number): FrameNumber {
  return { decodeIndex, displayIndex: decodeIndex, past: decodeIndex - 1, future: -1 };
}

/** Decodes a raw stream, picture by picture. */
export async function* decodeRaw(bytes: Uint8Array, options: DecoderOptions): AsyncGenerator<DecodedPicture> {
  const decoder = await mpeg4.createDecoder(mpeg4.readHeaders(bytes), options);
  for (const { item, numbers } of numberedUnits(bytes)) yield* decoder.decode(item, numbers);
}

/** MD5 of a picture's planes, as FFmpeg's framemd5 has it. */
export function md5(picture: Picture): string {
  return createHash("md5").update(picture.y).update(picture.cb).update(picture.cr).digest("hex");
}

/** The MD5 column of a framemd5 file. */
export function md5Column(text: string): string[] {
  return text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.split(",").at(-1)!.trim());
}

/** MD5s of every picture of a raw stream, in display order. */
export async function md5sOf(bytes: Uint8Array): Promise<string[]> {
  const sums: string[] = [];
  const decoder = await mpeg4.createDecoder(mpeg4.readHeaders(bytes), { output: "pictures", residual: "none" });
  for (const { item, numbers } of numberedUnits(bytes)) {
    const frames = numbers.filter((number) => number !== null);
    for (const [i, { picture }] of decoder.decode(item, numbers).entries()) {
      sums[frames[i]!.displayIndex] = md5(picture!);
    }
  }
  return sums;
}
