import { createHash } from "node:crypto";
import { type CodedFrame, frameMd5Bytes, type Rotation, type Video } from "@cvar/bitstream";
import { rotatePicture } from "./rotate-picture.js";

/** A rational number as FFmpeg prints a time base: numerator and denominator. */
export interface Rational {
  readonly numerator: number;
  readonly denominator: number;
}

/**
 * The header of FFmpeg's framemd5 text (its muxer `framehash`, version 2).
 * @param timeBase  seconds per unit of the dts, pts and duration columns
 * @param rotation  by which pictures are turned, clockwise
 */
export function frameMd5Header(video: Video, timeBase: Rational, rotation: Rotation = 0): string {
  const upright = rotation === 0 || rotation === 180;
  return [
    "#format: frame checksums",
    "#version: 2",
    "#hash: MD5",
    "#software: cvar",
    `#tb 0: ${timeBase.numerator}/${timeBase.denominator}`,
    "#media_type 0: video",
    "#codec_id 0: rawvideo",
    `#dimensions 0: ${upright ? `${video.width}x${video.height}` : `${video.height}x${video.width}`}`,
    "#stream#, dts,        pts, duration,     size, hash",
  ]
    .map((line) => `${line}\n`)
    .join("");
}

/** One line of it: stream, dts, pts, duration, bytes of the picture, MD5 of its planes y, cb, cr, turned. */
export function frameMd5Line(frame: CodedFrame, timeBase: Rational, position: number, rotation: Rotation = 0): string {
  const bytes = frameMd5Bytes(rotatePicture(frame.picture!, rotation));
  const pts = Number.isFinite(frame.timestamp)
    ? Math.round((frame.timestamp * timeBase.denominator) / timeBase.numerator)
    : position;
  const column = (value: number, width: number) => String(value).padStart(width);
  const hash = createHash("md5").update(bytes).digest("hex");
  return `0, ${column(pts, 10)}, ${column(pts, 10)}, ${column(1, 8)}, ${column(bytes.length, 8)}, ${hash}\n`;
}

/** Seconds per frame as a ratio: 25 → 1/25, 29.97 → 1001/30000. One 1000th where the stream does not say. */
export function frameTimeBase(frameRate: number | null): Rational {
  if (frameRate === null || !(frameRate > 0)) return { numerator: 1, denominator: 1000 };
  for (const numerator of [1, 1001, 100, 1000]) {
    const denominator = frameRate * numerator;
    if (Math.abs(denominator - Math.round(denominator)) < 1e-3)
      return { numerator, denominator: Math.round(denominator) };
  }
  return { numerator: 1000, denominator: Math.round(frameRate * 1000) };
}
