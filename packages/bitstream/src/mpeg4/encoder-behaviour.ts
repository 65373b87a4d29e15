/**
 * What known encoders do differently from the standard, and how FFmpeg answers it. This is the one place for it: the decoder
 * sees only the flags of {@link EncoderBehaviour}. Recognition is by user data, then by the container's fourcc.
 *
 * Followed (they change decoded pixels):
 * - XviD streams decode with XviD's integer IDCT: encoder and decoder then drift apart less. FFmpeg does so for every stream
 *   whose user data is "XviDnnnn", and for the fourccs below where no user data names an encoder.
 * - XviD up to build 12, DivX before 5.00 and libavcodec before build 4670 extend reference pictures from the real size; all
 *   others from the size rounded up to whole macroblocks. (With an odd size FFmpeg sometimes reads the last column or row of chroma,
 *   which such an extension hides: not followed, and a pixel there can differ.)
 * - XviD up to build 32 and libavcodec up to build 4712 do not limit the DC predictor to 2047.
 *
 * - In quarter-pel streams XviD up to build 1 and DivX 5.00 to 5.02 before build 1814 halved the vector of a whole macroblock for
 *   chroma with its last bit kept instead of towards zero; later DivX before build 1814 by a table ({@link ChromaHalving}).
 *   Macroblocks with four vectors are not concerned.
 * - DivX 5.00 build 413 wrote sprite trajectories in whole units of the warping accuracy instead of halves of it, left out the
 *   marker between x and y, and cut off the vector that stands for a translation instead of rounding it.
 * - libavcodec before build 4653 made diagonal quarter-pel samples of the nearest whole and half samples.
 *
 * - In interlaced streams DivX made the chroma vectors of half-pel fields with y halved and its last bit cut off; streams with the
 *   fourcc "XVIX" have dct_type in every inter macroblock of P- and S-VOPs.
 *
 * Not here: the other edge of chroma fields that libavcodec wrote between builds 3621476 and 3752552 (FFmpeg reads it so), and
 * fields that reach beyond a reference extended from the real size where the height is no multiple of 4.
 *
 * FFmpeg with several threads decodes direct macroblocks of interlaced streams with field vectors of a picture further back
 * (5.1, a fault of its own): compare with `-threads 1`.
 *
 * FFmpeg's own arithmetic is followed where the standard leaves none or it differs:
 * - intra blocks with MPEG quantisation get no mismatch control (7.4.4.3 asks for it; FFmpeg leaves it out unless told
 *   "bitexact", and this decoder with `rounding: "standard"` does it), and dequantised coefficients are not limited to −2048…2047 (7.4.4.4), except escaped inter levels.
 * - half-pel means that must be rounded down are, on x86, the rounded-up mean with one pixel lowered by 1 but not below 0: one
 *   more than the standard's (7.6.2.1) where that pixel is 0 and the other odd. Equality with FFmpeg's frames needs it.
 * - in pictures of one macroblock's width a vector's candidates left and above right, which are outside, count as 0 (7.6.5 takes
 *   the third one alone): libavcodec's encoder does the same.
 * - where a video packet begins with four vectors, the vector of block 3 left of it becomes 0 for direct mode and in exported
 *   vectors (assembly: motion-vector.ts; `MotionField.forgotten`).
 * - with global motion, the vector of a macroblock that moves by whole or half pixels is 1 too small where it is not positive and
 *   the warping accuracy is 1/2 pixel (and vectors are in half pixels): so FFmpeg's rounding has it.
 * - global motion of blocks whose pixels all move by the same number of whole pixels is, with a warping accuracy of less than
 *   1/16 pixel, not interpolated between the right neighbours on x86 (assembly/mpeg4/sprite-warp.ts), even when told "bitexact";
 *   `rounding: "standard"` interpolates, as FFmpeg does with `-cpuflags 0`.
 * - XviD streams with weighted quantisation whose layer header stands in the container only (MP4, Matroska): on x86 FFmpeg reads
 *   the matrices in the order of its plain inverse transform, and then changes to XviD's without reading them again, so that
 *   coefficients get other coefficients' weights until a layer header comes in the stream itself. `rounding: "standard"` does not.
 * - in quarter-pel streams direct macroblocks are predicted as four blocks, whoever wrote them. FFmpeg means to predict those of
 *   DivX and early libavcodec whole, but looks for the flag in a place where it does not put it.
 * - at the start of a video packet of an interlaced B-VOP, the vector predictors of the bottom field stay.
 * - 8×8 vectors that point far outside are first limited to the real, not the rounded-up, picture size.
 */
export interface EncoderBehaviour {
  readonly idct: "simple" | "xvid";
  /** Extend references from the real picture size instead of whole macroblocks. */
  readonly edgeAtPictureSize: boolean;
  /** Do not limit the DC predictor to 2047. */
  readonly unlimitedDc: boolean;
  readonly chromaHalving: ChromaHalving;
  /** Diagonal quarter-pel samples as in assembly/mpeg4/quarter-pel-old.ts. */
  readonly oldDiagonals: boolean;
  /** Sprite trajectories in whole units of the accuracy and without the first marker of each point. */
  readonly earlySprites: boolean;
  /** dct_type stands in inter macroblocks of P- and S-VOPs without coefficients, too. */
  readonly alwaysTransformType: boolean;
  /** Chroma vectors of half-pel fields: y halved without its last bit, x with it. */
  readonly divxFieldChroma: boolean;
}

/** How quarter-pel vectors are halved for chroma (7.6.2.2): numbered as in assembly/mpeg4/quarter-macroblock.ts. */
export const CHROMA_HALVINGS = ["towards zero", "last bit kept", "table"] as const;
export type ChromaHalving = (typeof CHROMA_HALVINGS)[number];

/** What user data says of the encoder; null where it does not. */
export interface EncoderIdentity {
  readonly name: string | null;
  readonly xvidBuild: number | null;
  readonly divxVersion: number | null;
  readonly divxBuild: number | null;
  readonly lavcBuild: number | null;
  /** "DivXnnnbnnnp": B-VOPs are packed into the packet of the anchor before them, and a VOP that is not coded takes their place. */
  readonly packed: boolean;
}

export const UNKNOWN_ENCODER: EncoderIdentity = {
  name: null,
  xvidBuild: null,
  divxVersion: null,
  divxBuild: null,
  lavcBuild: null,
  packed: false,
};

const XVID_FOURCCS = ["XVID", "XVIX", "RMP4", "ZMP4", "SIPP"];

/** Adds what one user_data() says to what is known. */
export function identifyEncoder(text: string, known: EncoderIdentity): EncoderIdentity {
  const divx = /^DivX(\d+)(?:Build|b)(\d+)(p?)/.exec(text);
  const xvid = /^XviD(\d+)/.exec(text);
  const lavc = lavcBuild(text);
  return {
    name: known.name ?? (text.length > 0 ? text : null),
    divxVersion: divx ? Number(divx[1]) : known.divxVersion,
    divxBuild: divx ? Number(divx[2]) : known.divxBuild,
    xvidBuild: xvid ? Number(xvid[1]) : known.xvidBuild,
    lavcBuild: lavc ?? known.lavcBuild,
    packed: divx ? divx[3] === "p" : known.packed,
  };
}

function lavcBuild(text: string): number | null {
  const old = /^FFmpe[^b]*b(\d+)/.exec(text) ?? /^FFmpeg v\d+\.\d+\.\d+ \/ libavcodec build: (\d+)/.exec(text);
  if (old) return Number(old[1]);
  const version = /^Lavc(\d{1,3})\.(\d{1,3})\.(\d{1,3})/.exec(text);
  if (version) return Number(version[1]) * 65_536 + Number(version[2]) * 256 + Number(version[3]);
  return text === "ffmpeg" ? 4600 : null;
}

/**
 * @param fourcc the container's name for the codec ("XVID", "DX50"), or null
 * @param bareLayer the layer names no object type and has no control parameters, as DivX 4 wrote it
 */
export function encoderBehaviour(
  identity: EncoderIdentity,
  fourcc: string | null,
  bareLayer: boolean,
): EncoderBehaviour {
  let { xvidBuild, divxVersion } = identity;
  const { lavcBuild: lavc } = identity;
  if (xvidBuild === null && divxVersion === null && lavc === null) {
    const name = fourcc?.toUpperCase() ?? "";
    if (XVID_FOURCCS.includes(name)) xvidBuild = 0;
    else if (name === "DIVX" && bareLayer) divxVersion = 400;
  }
  // XviD can call itself DivX as well, for players that know only that.
  if (xvidBuild !== null) divxVersion = null;
  return {
    idct: xvidBuild === null ? "simple" : "xvid",
    edgeAtPictureSize: atMost(xvidBuild, 12) || atMost(divxVersion, 499) || atMost(lavc, 4669),
    unlimitedDc: atMost(xvidBuild, 32) || atMost(lavc, 4712),
    earlySprites: divxVersion === 500 && identity.divxBuild === 413,
    oldDiagonals: atMost(lavc, 4652),
    alwaysTransformType: fourcc?.toUpperCase() === "XVIX",
    divxFieldChroma: divxVersion !== null,
    chromaHalving: chromaHalving(xvidBuild, divxVersion, identity.divxBuild),
  };
}

function chromaHalving(xvid: number | null, divx: number | null, divxBuild: number | null): ChromaHalving {
  const early = divx !== null && divxBuild !== null && divxBuild < 1814;
  if (early && divx > 502) return "table";
  if ((early && divx >= 500) || atMost(xvid, 1)) return "last bit kept";
  return "towards zero";
}

function atMost(value: number | null, maximum: number): boolean {
  return value !== null && value <= maximum;
}
