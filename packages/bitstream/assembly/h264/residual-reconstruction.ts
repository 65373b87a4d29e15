// The residual of a macroblock from its coefficients (8.5), of all kinds but for prediction.

/** Scaling factors (LevelScale4x4, LevelScale8x8: 8.5.9) from scalingLists; called when those change. */
export function buildScaling(): void {}

/** Address of u32[16] (4×4) of a list 0…5 (Intra Y, Cb, Cr, Inter Y, Cb, Cr) at QP′ `qp`, in raster order: LevelScale · 2^(qp / 6), to be shifted right by 4 with rounding (8.5.12.1: below qP 24 rounds). */
// @ts-ignore: decorator
@inline
export function scaling4x4(list: i32, qp: i32): usize {
  return 0;
}

/** As that, u32[64] of list 0…5 of 8×8 blocks (Intra Y, Inter Y, Intra Cb, Inter Cb, Intra Cr, Inter Cr), to be shifted right by 6. */
// @ts-ignore: decorator
@inline
export function scaling8x8(list: i32, qp: i32): usize {
  return 0;
}

/** QP′C of plane 0 (Cb) or 1 (Cr) for QPY `qp` in the slice (8.5.8), bit depth's offset included. */
// @ts-ignore: decorator
@inline
export function chromaQp(plane: i32, qp: i32): i32 {
  return 0;
}

/** Transforms the residual of an inter macroblock into its planes (i16): "coded" residual; clears the coefficients. Also of intra macroblocks whose pixels are not wanted. */
export function storeResidual(): void {}

/** Adds the residual of an inter macroblock to the prediction that stands at destination.ts' samples; clears the coefficients. With wantCoded it goes to the residual's planes, too. */
export function addResidual(): void {}
