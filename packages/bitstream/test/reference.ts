import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { CodedFrame, Video } from "../src/frame.js";
import { frameMd5Bytes } from "../src/frame-md5.js";

/** The MD5s of a file that FFmpeg's framemd5 muxer wrote. */
export function readFrameMd5(path: string): string[] {
  const lines = readFileSync(path, "utf8").split("\n");
  return lines.filter((line) => line && !line.startsWith("#")).map((line) => line.split(",").at(-1)!.trim());
}

/** The MD5 of each frame's planes, in display order. */
export async function frameMd5s(video: Video): Promise<string[]> {
  const found: string[] = [];
  for await (const frame of video.frames({ output: "pictures", residual: "none", order: "display" }))
    found.push(md5(frame));
  return found;
}

export function md5(frame: CodedFrame): string {
  return createHash("md5").update(frameMd5Bytes(frame.picture!)).digest("hex");
}

/** A frame as one string: its numbers and the MD5 of all its arrays. */
export function digest(frame: CodedFrame): string {
  const hash = createHash("md5");
  const { motion, residual, picture, ...numbers } = frame;
  for (const [name, value] of Object.entries({ ...motion, ...residual, ...picture })) {
    hash
      .update(name)
      .update(
        ArrayBuffer.isView(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : String(value),
      );
  }
  return `${JSON.stringify(numbers)} ${hash.digest("hex")}`;
}

/** The motion vectors that FFmpeg exported: for each frame the rows of an int32 `.npy` file in a `.tar.gz`. */
export function readMotionArchive(path: string): Int32Array[] {
  const tar = gunzipSync(readFileSync(path));
  const frames: Int32Array[] = [];
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
    const name = text(tar, at, 100);
    const size = Number.parseInt(text(tar, at + 124, 12), 8);
    const number = /mvs-(\d+)\.npy$/.exec(name);
    if (number) frames[Number(number[1])] = readNpy(tar.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return frames;
}

/** NumPy's format 1.0: magic, header length, header with dtype and shape, numbers. */
function readNpy(bytes: Buffer): Int32Array {
  const header = bytes.subarray(10, 10 + bytes.readUInt16LE(8)).toString("latin1");
  const data = bytes.subarray(10 + bytes.readUInt16LE(8));
  if (!/'<i4'/.test(header) && data.length > 0) throw new TypeError(`expected int32, got ${header}`);
  return new Int32Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.length));
}

function text(bytes: Buffer, at: number, length: number): string {
  return bytes
    .toString("latin1", at, at + length)
    .replace(/\0.*$/s, "")
    .trim();
}
