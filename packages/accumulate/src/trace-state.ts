import type { Planes } from "@cvar/bitstream";

/**
 * What is known of a frame t relative to an I-frame, after Das Biswas et al., Eq. 2: Π_i = i − Γ_i and Δ_i, so that
 * I_t[i] = I_0[i − Π_i] + Δ_i. Its arrays lie in a `TraceMemory`; they are to be asked for again after that has grown.
 */
export interface TraceState {
  readonly width: number;
  readonly height: number;
  /** Π in pixels, `[height, width, 2]` as (x, y). */
  readonly motion: Float32Array;
  /** Δ per plane, chroma at its own resolution; null where only motion is traced. */
  readonly residual: Planes<Int16Array> | null;
}

/** Makes a state the identity trace, which is the I-frame's own: no motion, no residual. */
export function resetTrace(state: TraceState): void {
  state.motion.fill(0);
  state.residual?.y.fill(0);
  state.residual?.cb.fill(0);
  state.residual?.cr.fill(0);
}
