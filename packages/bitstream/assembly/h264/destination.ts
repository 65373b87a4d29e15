// Where the samples of the macroblock are, and where those of its residual go.

import { allocate } from "../common/memory";
import {
  SAMPLE_SHIFT, chromaFormat, chromaStride, keepPictures, lumaStride, mbChromaHeight, mbChromaWidth, mbHeight, mbWidth, preparePlanes,
} from "./picture-size";
import * as slots from "./picture-slots";
import { fieldMode, mbX, mbY } from "./slice-state";

/** What is wanted of the current picture: its samples; the coded residual; the samples minus their inter prediction. */
export let wantPixels: bool = false;
export let wantCoded: bool = false;
export let wantReconstructed: bool = false;
/** Coefficients are needed; else they are only parsed. */
export let keepCoefficients: bool = false;

/** The planes of the current picture (its slot's, or those of the one slot that all pictures share where none is kept). */
export let currentLuma: usize = 0;
export let currentCb: usize = 0;
export let currentCr: usize = 0;

/** Address of the macroblock's first sample in the current picture, and bytes from one of its rows to the next (in fields: two rows of the frame). */
export let lumaAt: usize = 0;
export let cbAt: usize = 0;
export let crAt: usize = 0;
export let lumaStep: usize = 0;
export let chromaStep: usize = 0;

/**
 * The planes of the residual: i16, not cropped: rows of 16 · mbWidth (chroma: mbChromaWidth · mbWidth) samples. All zeros before a
 * picture. 0 where no residual is ever wanted.
 */
export let residualLuma: usize = 0;
export let residualCb: usize = 0;
export let residualCr: usize = 0;
/** The macroblock's part of them, and bytes from one of its rows to the next. */
export let residualLumaAt: usize = 0;
export let residualCbAt: usize = 0;
export let residualCrAt: usize = 0;
export let residualLumaStep: usize = 0;
export let residualChromaStep: usize = 0;

/** The slot whose planes all pictures share where they are not kept. */
const SHARED: i32 = slots.SLOTS - 1;

export function lumaSamples(): usize {
  return <usize>(mbWidth * mbHeight) << 8;
}

export function chromaSamples(): usize {
  return chromaFormat == 0 ? 0 : <usize>(mbWidth * mbHeight * mbChromaWidth * mbChromaHeight);
}

/** Lays out the planes of the residual; false where memory does not suffice. */
export function allocateResidual(): bool {
  if (residualLuma != 0) return true;
  residualLuma = allocate((lumaSamples() + 2 * chromaSamples()) << 1);
  residualCb = residualLuma + (lumaSamples() << 1);
  residualCr = residualCb + (chromaSamples() << 1);
  return residualLuma != 0;
}

/** Says what is wanted of the picture that begins in a slot; false where memory does not suffice. */
export function beginDestination(slot: i32, pixels: bool, coded: bool, reconstructed: bool): bool {
  wantPixels = pixels;
  wantCoded = coded;
  wantReconstructed = reconstructed;
  keepCoefficients = pixels || coded;
  if (coded || reconstructed) {
    if (!allocateResidual()) return false;
    memory.fill(residualLuma, 0, (lumaSamples() + 2 * chromaSamples()) << 1);
  }
  if (!pixels) return true;
  const own = keepPictures ? slot : SHARED;
  if (!preparePlanes(own)) return false;
  currentLuma = slots.slotPointer(own, slots.LUMA);
  currentCb = slots.slotPointer(own, slots.CB);
  currentCr = slots.slotPointer(own, slots.CR);
  return true;
}

/** Points to the macroblock at slice-state's place. */
export function goToDestination(): void {
  const rows = fieldMode ? (mbY & ~1) * 16 + (mbY & 1) : mbY * 16;
  const chromaRows = fieldMode ? (mbY & ~1) * mbChromaHeight + (mbY & 1) : mbY * mbChromaHeight;
  const double = fieldMode ? 1 : 0;
  if (wantPixels) {
    const chroma = <usize>(chromaRows * chromaStride + ((mbX * mbChromaWidth) << SAMPLE_SHIFT));
    lumaAt = currentLuma + <usize>(rows * lumaStride + ((mbX << 4) << SAMPLE_SHIFT));
    cbAt = currentCb + chroma;
    crAt = currentCr + chroma;
    lumaStep = <usize>(lumaStride << double);
    chromaStep = <usize>(chromaStride << double);
  }
  if (wantCoded || wantReconstructed) {
    const lumaWidth = mbWidth << 4;
    const chromaWidth = mbWidth * mbChromaWidth;
    const chroma = <usize>((chromaRows * chromaWidth + mbX * mbChromaWidth) << 1);
    residualLumaAt = residualLuma + <usize>((rows * lumaWidth + (mbX << 4)) << 1);
    residualCbAt = residualCb + chroma;
    residualCrAt = residualCr + chroma;
    residualLumaStep = <usize>(lumaWidth << (1 + double));
    residualChromaStep = <usize>(chromaWidth << (1 + double));
  }
}
