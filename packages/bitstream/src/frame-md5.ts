import type { Picture } from "./frame.js";

/**
 * The bytes whose MD5 FFmpeg's `framemd5` prints: the planes y, cb, cr one after the other (rawvideo, yuv420p).
 *
 * @returns width·height + 2·chromaWidth·chromaHeight bytes, owned by the caller
 */
export function frameMd5Bytes({ y, cb, cr }: Picture): Uint8Array {
  const bytes = new Uint8Array(y.length + cb.length + cr.length);
  bytes.set(y);
  bytes.set(cb, y.length);
  bytes.set(cr, y.length + cb.length);
  return bytes;
}
