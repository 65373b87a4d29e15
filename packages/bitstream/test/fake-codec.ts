import type { Codec, PictureHeader } from "../src/codec.js";
import type { CodecLookup } from "../src/container.js";
import { TruncatedStreamError } from "../src/errors.js";

/**
 * A codec for tests of containers: it finds VOPs by their start codes, and "decodes" a picture into its own bytes' sum.
 * A VOP whose second byte is 0xff is "damaged".
 */
export const fakeCodec: Codec = {
  name: "mpeg4",
  readHeaders(bytes) {
    if (find(bytes, 0, (code) => code >= 0x20 && code <= 0x2f) < 0) throw new TruncatedStreamError("no VOL");
    return {
      profile: "fake",
      width: 16,
      height: 16,
      frameRate: 25,
      encoder: null,
      reordered: true,
      packed: false,
      state: null,
    };
  },
  readPictureHeaders(packet) {
    const headers: PictureHeader[] = [];
    for (let at = 0; ; at += 4) {
      at = find(packet.data, at, (code) => code === 0xb6);
      if (at < 0) return { pictures: headers, after: null, replaceable: true };
      const type = (["I", "P", "B", "P"] as const)[packet.data[at + 4]! >> 6]!;
      headers.push({
        type,
        keyFrame: type === "I",
        isFrame: true,
        coded: true,
        packed: false,
        start: at,
        end: packet.data.length,
      });
    }
  },
  nextAccessUnit(bytes, start, final) {
    const vop = find(bytes, start, (code) => code === 0xb6);
    const end = vop < 0 ? -1 : find(bytes, vop + 4, () => true);
    return end >= 0 ? end : final ? bytes.length : -1;
  },
  resync: (bytes, from) => find(bytes, from, () => true),
  async createDecoder(headers) {
    return {
      decode(packet, numbers) {
        if (packet.data.includes(0xff) && packet.data.at(-1) === 0xff)
          throw new TruncatedStreamError("damaged", { frame: numbers[0]!.decodeIndex });
        return fakeCodec
          .readPictureHeaders(packet, headers)
          .pictures.filter((_, i) => numbers[i])
          .map(({ type, keyFrame }) => ({
            type,
            keyFrame,
            reference: type !== "B",
            motion: null,
            residual: null,
            picture: null,
          }));
      },
      reset() {},
    };
  },
};

/** Knows the fake codec under the names of MPEG-4. */
export const fakeCodecs: CodecLookup = (fourcc) => (/^(xvid|mp4v|fmp4)$/i.test(fourcc) ? fakeCodec : null);

function find(bytes: Uint8Array, from: number, wanted: (code: number) => boolean): number {
  for (let i = from; i + 3 < bytes.length; i++) {
    if (bytes[i] === 0 && bytes[i + 1] === 0 && bytes[i + 2] === 1 && wanted(bytes[i + 3]!)) return i;
  }
  return -1;
}
