import type { RuleName } from "@cvar/accumulate";
import type { AugmentOptions } from "./random-crop.js";
import type { Sampling } from "./sampling/sampling.js";
import type { TracedFrames } from "./sampling/traced-frames.js";
import type { CropCount } from "./test-crops.js";
import type { Modality, TripletShape } from "./triplet.js";
import type { Arrays } from "./triplet-arrays.js";

export interface TripletOptions {
  /** Segments and neighbours have one time step. */
  readonly shape: TripletShape;
  /** Which groups of pictures, and which frames of them: see {@link Sampling}. */
  readonly which: Sampling;
  /** Null (default): the crops of testing. */
  readonly augment?: AugmentOptions | null;
  /** Crops of testing; each sample comes once for each, one after the other. Default 1, the centre crop. */
  readonly crops?: CropCount;
  /** True: these crops are cut from the frame squeezed to 256×256, as in CoViAR's testing. Default false. */
  readonly squared?: boolean;
  /** Default all three. Without motion and residual no P-frame is decoded. */
  readonly modalities?: readonly Modality[];
  /**
   * True: optical flow is estimated where motion is read, over the same time: from the I-frame, with rule `"none"` from the frame that
   * may be referred to and is displayed last before. Decodes whole pictures. For training only. Default false.
   */
  readonly flow?: boolean;
  /** Which frames motion and residual are read at. Default `"P"`. */
  readonly frames?: TracedFrames;
  /**
   * How frames are traced. Default `"paper"`; `"coviar"` decodes whole pictures, and knows P-frames only; `"none"`: not at all, motion
   * and residual are each frame's own.
   */
  readonly rule?: RuleName;
  /** Of all that `which` stands for, the sample with this index alone; it is the same as among the others. */
  readonly only?: number;
  readonly signal?: AbortSignal;
  /**
   * Triplets of an earlier call that are done with: their arrays are written again where they have the right length, instead of
   * making new ones (11 MB a triplet at 224×224 and 11 steps).
   */
  readonly into?: readonly Partial<Arrays>[];
}
