import { UnsupportedFeatureError } from "../errors.js";

/** What other codes stand for, so that a message can say it. */
// biome-ignore format: a table
const known: Record<string, string> = {
  HVC1: "HEVC", HEV1: "HEVC", HEVC: "HEVC", H265: "HEVC",
  VP08: "VP8", VP80: "VP8", VP09: "VP9", VP90: "VP9", AV01: "AV1",
  H263: "H.263", S263: "H.263", I263: "H.263", U263: "H.263", FLV1: "Sorenson H.263", SVQ1: "Sorenson 1", SVQ3: "Sorenson 3",
  MJPG: "Motion JPEG", JPEG: "Motion JPEG", MJPA: "Motion JPEG", MJPB: "Motion JPEG",
  MP42: "MS-MPEG-4 v2", MP43: "MS-MPEG-4 v3", DIV3: "MS-MPEG-4 v3", MPG4: "MS-MPEG-4 v1",
  WMV1: "WMV 7", WMV2: "WMV 8", WMV3: "WMV 9", WVC1: "VC-1",
  MPG1: "MPEG-1", MPG2: "MPEG-2", MPEG: "MPEG-1", MP2V: "MPEG-2", "M2V1": "MPEG-2",
  APCN: "ProRes", APCH: "ProRes", APCS: "ProRes", APCO: "ProRes", AP4H: "ProRes",
  CVID: "Cinepak", IV32: "Indeo 3", IV50: "Indeo 5", DVSD: "DV", HFYU: "HuffYUV", FFV1: "FFV1", PNG: "PNG",
  "\0\0\0\0": "uncompressed video", DIB: "uncompressed video", RAW: "uncompressed video", ENCV: "encrypted video",
};

/** `codec avc1 (H.264) in MP4 is not supported yet (convert it with "cvar prepare")` */
export function unsupportedCodec(
  code: string,
  container: "AVI" | "MP4" | "Matroska" | "MPEG-TS",
  name?: string,
): UnsupportedFeatureError {
  const meaning = name ?? known[code.toUpperCase().trim()] ?? known[code];
  const shown = code.replace(/[^\x20-\x7e]/g, "?");
  const feature = `codec ${shown}${meaning ? ` (${meaning})` : ""} in ${container}`;
  return new UnsupportedFeatureError(feature, 'convert it with "cvar prepare"');
}
