import type { Picture } from "./frame.js";

/**
 * The bytes whose MD5 FFmpeg's `framemd5` prints: the planes y, cb, cr one after the other (rawvideo in the stream's own format:
 * yuv420p, yuv422p, yuv444p, gbrp, or of 16-bit words, low byte first, where samples have more than 8 bits).
 *
 * @returns width·height + 2·chromaWidth·chromaHeight samples, owned by the caller
 */
export function frameMd5Bytes(picture: Picture): Uint8Array {
  const { y, cb, cr } = picture.deep ?? picture;
  const bytes = new Uint8Array((y.length + cb.length + cr.length) * y.BYTES_PER_ELEMENT);
  let at = 0;
  for (const plane of [y, cb, cr]) {
    if (plane instanceof Uint8Array) bytes.set(plane, at);
    else littleEndian(plane, new DataView(bytes.buffer, at));
    at += plane.byteLength;
  }
  return bytes;
}

function littleEndian(samples: Uint16Array, to: DataView): void {
  for (let i = 0; i < samples.length; i++) to.setUint16(2 * i, samples[i]!, true);
}
