import type { Codec } from "../codec.js";
import type { CodecLookup } from "../container.js";
import { InvalidSyntaxError, UnknownFormatError, UnsupportedFeatureError } from "../errors.js";
import { unsupportedCodec } from "./codec-names.js";
import { fourcc } from "./detect.js";
import { elementsIn, unsigned } from "./ebml.js";
import { MatroskaId } from "./matroska-ids.js";

/** How the frames of a track are packed in their blocks (RFC 9559, 5.1.4.1.31). */
export type Compression = { readonly kind: "zlib" } | { readonly kind: "stripped"; readonly header: Uint8Array } | null;

/** The video track of a Matroska file. */
export interface MatroskaTrack {
  readonly number: number;
  readonly codec: Codec;
  readonly fourcc: string;
  readonly configuration: Uint8Array;
  /** Nanoseconds of a frame, or null. */
  readonly defaultDuration: number | null;
  readonly compression: Compression;
}

const clause = "RFC 9559, 5.1.4";

/**
 * The first video track of a Tracks element whose codec is known.
 *
 * @param offset of the element's data in the file
 * @throws UnsupportedFeatureError naming the codec of the first video track; UnknownFormatError where there is no video
 */
export function findMatroskaTrack(tracks: Uint8Array, offset: number, codecOf: CodecLookup): MatroskaTrack {
  let refused: unknown = null;
  for (const entry of elementsIn(tracks, offset)) {
    if (entry.id !== MatroskaId.trackEntry) continue;
    const fields = new Map<number, Uint8Array>();
    for (const { id, data } of elementsIn(entry.data, entry.dataOffset)) if (!fields.has(id)) fields.set(id, data);
    if (unsigned(fields.get(MatroskaId.trackType) ?? new Uint8Array(0)) !== VIDEO) continue;
    try {
      return describe(fields, entry.dataOffset, codecOf);
    } catch (error) {
      refused ??= error;
    }
  }
  throw refused ?? new UnknownFormatError("the Matroska file has no video track", { byte: offset });
}

const VIDEO = 1;
const BITMAPINFOHEADER_BYTES = 40;

function describe(fields: ReadonlyMap<number, Uint8Array>, offset: number, codecOf: CodecLookup): MatroskaTrack {
  const none = new Uint8Array(0);
  const codecId = String.fromCharCode(...(fields.get(MatroskaId.codecId) ?? none).subarray(0, 64)).replace(/\0.*/s, "");
  const compression = readCompression(fields.get(MatroskaId.contentEncodings) ?? none, offset);
  const extra = fields.get(MatroskaId.codecPrivate) ?? none;
  const windows = codecId === "V_MS/VFW/FOURCC";
  if (windows && extra.length < BITMAPINFOHEADER_BYTES) {
    const found = `${extra.length} bytes`;
    throw new InvalidSyntaxError("CodecPrivate of V_MS/VFW/FOURCC", found, "a BITMAPINFOHEADER", clause, {
      byte: offset,
    });
  }
  const code = windows ? fourcc(extra, 16) : (codecIds[codecId] ?? codecId);
  const codec = codecOf(code);
  if (!codec) throw unsupportedCodec(code, "Matroska", windows ? undefined : names[codecId]);
  return {
    number: unsigned(fields.get(MatroskaId.trackNumber) ?? none),
    codec,
    fourcc: code,
    configuration: extra.slice(windows ? BITMAPINFOHEADER_BYTES : 0),
    defaultDuration: unsigned(fields.get(MatroskaId.defaultDuration) ?? none) || null,
    compression,
  };
}

/** The name that other containers give to a codec, under which it is looked up. */
const codecIds: Record<string, string> = {
  "V_MPEG4/ISO/SP": "mp4v",
  "V_MPEG4/ISO/ASP": "mp4v",
  "V_MPEG4/ISO/AP": "mp4v",
  "V_MPEG4/ISO/AVC": "avc1",
  "V_MPEGH/ISO/HEVC": "hvc1",
  "V_MPEG4/MS/V3": "MP43",
};

const names: Record<string, string> = {
  V_VP8: "VP8",
  V_VP9: "VP9",
  V_AV1: "AV1",
  V_MPEG1: "MPEG-1",
  V_MPEG2: "MPEG-2",
  V_MJPEG: "Motion JPEG",
  V_THEORA: "Theora",
};

const FRAMES = 1;
const ZLIB = 0;
const HEADER_STRIPPING = 3;

function readCompression(encodings: Uint8Array, offset: number): Compression {
  const found = [...elementsIn(encodings, offset)].filter(({ id }) => id === MatroskaId.contentEncoding);
  const applied: Compression[] = [];
  for (const encoding of found) {
    let scope = FRAMES;
    let type = 0;
    let algorithm = ZLIB;
    let settings: Uint8Array = new Uint8Array(0);
    for (const { id, data, dataOffset } of elementsIn(encoding.data, encoding.dataOffset)) {
      if (id === MatroskaId.contentEncodingScope) scope = unsigned(data);
      if (id === MatroskaId.contentEncodingType) type = unsigned(data);
      if (id !== MatroskaId.contentCompression) continue;
      for (const part of elementsIn(data, dataOffset)) {
        if (part.id === MatroskaId.contentCompressionAlgorithm) algorithm = unsigned(part.data);
        if (part.id === MatroskaId.contentCompressionSettings) settings = part.data.slice();
      }
    }
    const byte = encoding.offset;
    if (type !== 0) throw new UnsupportedFeatureError("an encrypted Matroska track", clause, { byte });
    if ((scope & FRAMES) === 0) continue;
    if (algorithm === ZLIB) applied.push({ kind: "zlib" });
    else if (algorithm === HEADER_STRIPPING) applied.push({ kind: "stripped", header: settings });
    else throw new UnsupportedFeatureError(`Matroska compression ${algorithm} (bzlib or lzo1x)`, clause, { byte });
  }
  if (applied.length > 1)
    throw new UnsupportedFeatureError("Matroska frames compressed twice", clause, { byte: offset });
  return applied[0] ?? null;
}
