import type { Codec } from "./codec.js";
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
    fourccs: [
      "MP4V",
      "XVID",
      "DIVX",
      "DX50",
      "FMP4",
      "M4S2",
      "MP4S",
      "MPG4V",
      "XVIX",
      "RMP4",
      "ZMP4",
      "SIPP",
      "UMP4",
      "3IV2",
      "BLZ0",
      "SEDG",
      "WV1F",
      "DIV1",
      "3IVX",
    ],
  },
  {
    codec: h263 as unknown as Codec,
    fourccs: ["H263", "S263", "U263", "M263", "X263", "L263", "ILVR", "VX1K", "X263", "VIVO"],
  },
];

/** The codec behind a container's fourcc, in any case, or null. */
export function codecOf(fourcc: string): Codec | null {
  const name = fourcc.toUpperCase();
  return codecs.find(({ fourccs }) => fourccs.includes(name))?.codec ?? null;
}
