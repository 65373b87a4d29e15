import type { RuleName } from "@cvar/accumulate";
import type { AugmentOptions } from "./crop-window.js";
import type { Sampling } from "./sampling/sampling.js";
import type { TracedFrames } from "./sampling/traced-frames.js";
import type { Modality, TripletShape } from "./triplet.js";
import type { Arrays, SampleArrays } from "./triplet-arrays.js";

export interface TripletOptions {
  /** Segments and neighbours have one time step. */
  readonly shape: TripletShape;
  /** Which groups of pictures, and which frames of them: see {@link Sampling}. */
  readonly which: Sampling;
  /** Null (default): the centre crop. */
  readonly augment?: AugmentOptions | null;
  /** Default all three. Without motion and residual no P-frame is decoded. */
  readonly modalities?: readonly Modality[];
  /** Which frames motion and residual are read at. Default `"P"`. */
  readonly frames?: TracedFrames;
  /** How frames are traced. Default `"paper"`; `"coviar"` decodes whole pictures, and knows P-frames only. */
  readonly rule?: RuleName;
  readonly signal?: AbortSignal;
  /**
   * Triplets of an earlier call that are done with: their arrays are written again where they have the right length, instead of
   * making new ones (11 MB a triplet at 224×224 and 11 steps).
   */
  readonly into?: readonly (Arrays & Partial<SampleArrays>)[];
}
