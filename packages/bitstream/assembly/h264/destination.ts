// Where the samples of the macroblock are, and where those of its residual go.

import { SAMPLE_SHIFT, chromaFormat, chromaStride, lumaStride, mbChromaHeight, mbChromaWidth } from "./picture-size";
import * as slots from "./picture-slots";
import { currentSlot, fieldMode, fieldPicture, mbField, mbX, mbY } from "./slice-state";

/** What is wanted of the current picture: its samples; the coded residual; the samples minus their inter prediction. */
export let wantPixels: bool = false;
export let wantCoded: bool = false;
export let wantReconstructed: bool = false;

/** Address of the macroblock's first sample in the current picture, and bytes from one of its rows to the next (in fields: two rows of the frame). */
export let lumaAt: usize = 0;
export let cbAt: usize = 0;
export let crAt: usize = 0;
export let lumaStep: usize = 0;
export let chromaStep: usize = 0;

/**
 * The same in the planes of the residual: i16, not cropped, tightly packed macroblocks: rows of 16 · mbWidth (chroma: mbChromaWidth ·
 * mbWidth) samples. All zeros before a picture.
 */
export let residualLumaAt: usize = 0;
export let residualCbAt: usize = 0;
export let residualCrAt: usize = 0;
/** Bytes from one row of the macroblock to the next. */
export let residualLumaStep: usize = 0;
export let residualChromaStep: usize = 0;
