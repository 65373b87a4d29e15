import { createHash } from "node:crypto";
import type { DecodedPicture, DecoderOptions, Packet } from "../../src/codec.js";
import type { Picture } from "../../src/frame.js";
import { mpeg4 } from "../../src/mpeg4/index.js";

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

/** Decodes a raw stream, picture by picture. */
export async function* decodeRaw(bytes: Uint8Array, options: DecoderOptions): AsyncGenerator<DecodedPicture> {
  const decoder = await mpeg4.createDecoder(mpeg4.readHeaders(bytes), options);
  let frame = 0;
  for (const unit of accessUnits(bytes)) {
    const pictures = decoder.decode(unit, frame);
    frame += pictures.length;
    yield* pictures;
  }
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

/** MD5s of every coded picture of a raw stream. */
export async function md5sOf(bytes: Uint8Array): Promise<string[]> {
  const sums: string[] = [];
  for await (const { coded, picture } of decodeRaw(bytes, { output: "pictures", residual: "none" })) {
    // FFmpeg shows nothing for a picture that says only "the same again".
    if (coded) sums.push(md5(picture!));
  }
  return sums;
}
