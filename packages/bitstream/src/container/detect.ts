import { UnknownFormatError, UnsupportedFeatureError } from "../errors.js";
import { firstCode, rawCodec } from "./raw-codec.js";
import { findPackets } from "./ts-packet.js";

export type ContainerKind = "avi" | "mp4" | "matroska" | "mpegts" | "raw";

/**
 * Tells a container by a file's first bytes; names and MIME types are not looked at.
 *
 * @param head the first bytes, as many as there are up to `PROBE_BYTES`
 * @throws UnsupportedFeatureError for other video formats, UnknownFormatError for everything else: both say what it is
 */
export function detectContainer(head: Uint8Array): ContainerKind {
  if (head.length === 0) throw new UnknownFormatError("the source is empty (0 bytes): nothing to decode");
  if (fourcc(head, 0) === "RIFF" && fourcc(head, 8) === "AVI ") return "avi";
  if (mp4Boxes.has(fourcc(head, 4))) return "mp4";
  if (startsWith(head, 0x1a, 0x45, 0xdf, 0xa3)) return "matroska";
  if (rawCodec(head)) return "raw";
  const stream = startCodes(head);
  if (stream) throw unsupported(stream);
  if (findPackets(head)) return "mpegts";
  const other = otherVideo(head);
  if (other) throw unsupported(other);
  throw new UnknownFormatError(
    `${describe(head)}; AVI, MP4, MOV, Matroska, MPEG-TS, raw MPEG-4 and raw H.264 video can be read`,
  );
}

/** Boxes that an MP4 or QuickTime file begins with (ISO/IEC 14496-12, 4.3; QuickTime files may lack ftyp). */
const mp4Boxes = new Set(["ftyp", "moov", "mdat", "free", "skip", "wide", "pnot", "styp", "moof"]);

function unsupported(format: string): UnsupportedFeatureError {
  return new UnsupportedFeatureError(format, 'convert it with "cvar prepare"');
}

/** What an elementary stream of another kind is, by its first start code. */
function startCodes(head: Uint8Array): string | null {
  const code = firstCode(head);
  if (code === null) return null;
  const { value, zeros } = code;
  if (value === 0xba) return "an MPEG program stream";
  if (value === 0xb3) return "MPEG-1 or MPEG-2 video";
  if (zeros >= 3 && (value & 0x80) === 0 && [7, 8, 9].includes(value & 0x1f)) {
    return "H.264 in a raw stream without parameter sets at its start";
  }
  return zeros >= 3 && [32, 33, 34, 35].includes(value >> 1) ? "HEVC in a raw stream" : null;
}

function otherVideo(head: Uint8Array): string | null {
  if (startsWith(head, 0x30, 0x26, 0xb2, 0x75)) return "an ASF or WMV file";
  if (fourcc(head, 0).startsWith("FLV")) return "an FLV file";
  if (fourcc(head, 0) === "OggS") return "an Ogg file";
  if (fourcc(head, 0) === "DKIF") return "an IVF file";
  if (fourcc(head, 0) === ".RMF") return "a RealMedia file";
  return null;
}

function describe(head: Uint8Array): string {
  const image = images.find(([, ...magic]) => startsWith(head, ...magic));
  if (image) return `this is ${image[0]}, not a video`;
  if (fourcc(head, 0) === "RIFF")
    return `this is a RIFF file of type "${printable(head.subarray(8, 12))}", not a video`;
  const sample = head.subarray(0, 512);
  if (sample.every((byte) => byte >= 0x20 || (byte >= 9 && byte <= 13))) {
    return `this looks like text ("${printable(sample.subarray(0, 24))}…"), not a video`;
  }
  const hex = [...head.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
  return `the bytes are no video that this library knows (they begin with ${hex})`;
}

const images: [string, ...number[]][] = [
  ["a PNG image", 0x89, 0x50, 0x4e, 0x47],
  ["a JPEG image", 0xff, 0xd8, 0xff],
  ["a GIF image", 0x47, 0x49, 0x46, 0x38],
  ["a PDF document", 0x25, 0x50, 0x44, 0x46],
  ["a ZIP archive", 0x50, 0x4b, 3, 4],
  ["a gzip archive", 0x1f, 0x8b],
];

function startsWith(bytes: Uint8Array, ...magic: number[]): boolean {
  return magic.every((byte, i) => bytes[i] === byte);
}

function printable(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes)
    .replace(/[^\x20-\x7e]/g, " ")
    .trim();
}

/** Four bytes as Latin-1 text; shorter at the end. */
export function fourcc(bytes: Uint8Array, at: number): string {
  if (at + 4 > bytes.length) return String.fromCharCode(...bytes.subarray(at));
  return String.fromCharCode(bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!);
}
