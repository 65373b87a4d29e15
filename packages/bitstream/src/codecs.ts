import type { Codec } from "./codec.js";
import { h264 } from "./h264/index.js";
import { h263 } from "./mpeg4/h263.js";
import { mpeg4 } from "./mpeg4/index.js";

/** A codec and the names that containers give it. */
export interface RegisteredCodec {
  readonly codec: Codec;
  /** AVI fourccs and MP4 sample entries, upper case. */
  readonly fourccs: readonly string[];
}

/** Every codec: to add one, add a folder beside `mpeg4/` and a line here. */
export const codecs: readonly RegisteredCodec[] = [
  {
    codec: mpeg4 as unknown as Codec,
    // Those that FFmpeg reads as MPEG-4 in AVI, and 3IVX.
    // biome-ignore format: a table
    fourccs: [
      "FMP4", "DIVX", "DX50", "XVID", "MP4S", "M4S2", "ZMP4", "DIV1", "BLZ0", "MP4V", "UMP4", "WV1F", "SEDG", "RMP4",
      "3IV2", "3IVX", "WAWV", "FFDS", "FVFW", "DCOD", "MVXM", "PM4V", "SMP4", "DXGM", "VIDM", "M4T3", "GEOX", "G264",
      "HDX4", "DMK2", "DM4V", "DYM4", "DIGI", "EPHV", "EM4A", "M4CC", "SN40", "VSPX", "ULDX", "GEOV", "SIPP", "SM4V",
      "XVIX", "DREX", "QMP4", "PLV1", "GLV4", "GMP4", "MNM4", "GTM4",
    ],
  },
  {
    codec: h263 as unknown as Codec,
    fourccs: ["H263", "S263", "U263", "M263", "X263", "L263", "ILVR", "VX1K", "X263", "VIVO"],
  },
  {
    codec: h264 as unknown as Codec,
    // Those that FFmpeg reads as H.264 in AVI and MP4.
    // biome-ignore format: a table
    fourccs: [
      "AVC1", "AVC2", "AVC3", "AVC4", "H264", "X264", "DAVC", "SMV2", "VSSH", "Q264", "V264", "GAVC", "UMSV", "TSHD",
      "INMC", "DVA1", "DVAV", "RV64", "XALG", "AVLG",
    ],
  },
];

/** The codec behind a container's fourcc, in any case, or null. */
export function codecOf(fourcc: string): Codec | null {
  const name = fourcc.toUpperCase();
  return codecs.find(({ fourccs }) => fourccs.includes(name))?.codec ?? null;
}
