import type { Codec, FrameSize } from "../codec.js";
import type { CodecLookup } from "../container.js";
import { InvalidSyntaxError, UnknownFormatError } from "../errors.js";
import { unsupportedCodec } from "./codec-names.js";
import { fourcc } from "./detect.js";
import { type Box, child, children, descend } from "./mp4-boxes.js";

/** What a track's sample description says of its codec. */
export interface Description {
  readonly codec: Codec;
  readonly fourcc: string;
  /** DecoderSpecificInfo of `esds`, or the record in `avcC`; empty where there is neither. */
  readonly configuration: Uint8Array;
  /** What the sample entry says, where the codec's own configuration may not. */
  readonly shown?: FrameSize;
}

/**
 * The first video track whose codec is known.
 *
 * @throws UnsupportedFeatureError naming the codec of the first video track; UnknownFormatError where there is no video
 */
export function findVideoTrack(moov: Box, codecOf: CodecLookup): { trak: Box; description: Description } {
  const videos = children(moov).filter((box) => box.type === "trak" && handler(box) === "vide");
  if (videos.length === 0) throw new UnknownFormatError("the MP4 file has no video track", { byte: moov.offset });
  let refused: unknown = null;
  for (const trak of videos) {
    try {
      return { trak, description: describe(trak, codecOf) };
    } catch (error) {
      refused ??= error;
    }
  }
  throw refused;
}

function handler(trak: Box): string {
  const mdia = child(trak, "mdia");
  const hdlr = mdia && child(mdia, "hdlr");
  return hdlr ? fourcc(hdlr.body, 8) : "";
}

/** VisualSampleEntry (ISO/IEC 14496-12, 12.1.3): 78 bytes before the boxes inside it. */
const VISUAL_SAMPLE_ENTRY_BYTES = 78;

function describe(trak: Box, codecOf: CodecLookup): Description {
  const stsd = descend(trak, "mdia", "minf", "stbl", "stsd");
  const [entry] = children(stsd, 8);
  if (!entry)
    throw new InvalidSyntaxError("entries of stsd", 0, "at least 1", "ISO/IEC 14496-12, 8.5.2", { byte: stsd.offset });
  const code = entry.type;
  const codec = codecOf(code);
  if (!codec) throw unsupportedCodec(code, "MP4");
  const inside = children(entry, VISUAL_SAMPLE_ENTRY_BYTES);
  const wave = inside.find((box) => box.type === "wave");
  const inEntry = (type: string) => inside.find((box) => box.type === type) ?? (wave && child(wave, type));
  const avcC = inEntry("avcC");
  if (avcC) return { codec, fourcc: code, configuration: avcC.body.slice(), shown: sizeOf(entry) };
  const esds = inEntry("esds");
  if (!esds) return { codec, fourcc: code, configuration: new Uint8Array(0) };
  const { objectType, configuration } = readEsds(esds);
  const named = objectType === MPEG4_VISUAL ? code : objectType === AVC ? "avc1" : null;
  const meant = named && codecOf(named);
  if (!meant) throw unsupportedCodec(code, "MP4", objectTypes[objectType] ?? `object type ${objectType}`);
  return { codec: meant, fourcc: named, configuration };
}

/** width and height of a VisualSampleEntry. */
function sizeOf({ body }: Box): FrameSize {
  return { width: body[24]! * 256 + body[25]!, height: body[26]! * 256 + body[27]! };
}

const MPEG4_VISUAL = 0x20;
const AVC = 0x21;

/** objectTypeIndication (ISO/IEC 14496-1, Table 5). */
const objectTypes: Record<number, string> = {
  33: "H.264",
  35: "HEVC",
  96: "MPEG-2",
  97: "MPEG-2",
  98: "MPEG-2",
  99: "MPEG-2",
  100: "MPEG-2",
  101: "MPEG-2",
  106: "MPEG-1",
  108: "Motion JPEG",
  109: "PNG",
};

/** ES_Descriptor → DecoderConfigDescriptor → DecoderSpecificInfo (ISO/IEC 14496-1, 7.2.6). */
function readEsds(esds: Box): { objectType: number; configuration: Uint8Array } {
  const es = descriptor(esds.body.subarray(4), 0x03, esds);
  const flags = es[2] ?? 0;
  let at = 3;
  if (flags & 0x80) at += 2; // dependsOn_ES_ID
  if (flags & 0x40) at += 1 + (es[at] ?? 0); // URLstring
  if (flags & 0x20) at += 2; // OCR_ES_ID
  const config = descriptor(es.subarray(at), 0x04, esds);
  const rest = config.subarray(13);
  return {
    objectType: config[0] ?? 0,
    configuration: rest[0] === 0x05 ? descriptor(rest, 0x05, esds).slice() : new Uint8Array(0),
  };
}

/** The payload of one descriptor: tag, a length in groups of seven bits (at most four), bytes. */
function descriptor(bytes: Uint8Array, tag: number, esds: Box): Uint8Array {
  const clause = "ISO/IEC 14496-1, 8.3.3";
  if (bytes[0] !== tag)
    throw new InvalidSyntaxError("descriptor tag in esds", bytes[0] ?? "missing", `${tag}`, clause, {
      byte: esds.offset,
    });
  let length = 0;
  let at = 1;
  let byte: number;
  do {
    byte = bytes[at++] ?? 0;
    length = length * 128 + (byte & 0x7f);
  } while (byte & 0x80 && at <= 4);
  if (at + length > bytes.length) {
    throw new InvalidSyntaxError("descriptor length in esds", length, `0…${bytes.length - at}`, clause, {
      byte: esds.offset,
    });
  }
  return bytes.subarray(at, at + length);
}
