import type { CodedFrame, Picture, Planes } from "@cvar/bitstream";
import type { TraceMemory } from "./trace-memory.js";

/**
 * What is known of a frame t relative to an I-frame, after Das Biswas et al., Eq. 2: Π_i = i − Γ_i and Δ_i, so that
 * I_t[i] = I_0[i − Π_i] + Δ_i. Its arrays lie in a {@link TraceMemory}; they are to be asked for again after that has grown.
 */
export interface TraceState {
  readonly width: number;
  readonly height: number;
  /** Π in pixels, `[height, width, 2]` as (x, y). */
  readonly motion: Float32Array;
  /** Δ per plane, chroma at its own resolution; null where only motion is traced. */
  readonly residual: Planes<Int16Array> | null;
}

/** One way of carrying a trace from a frame to the next P-frame. Reads `previous` and `frame`, writes every value of `next`. */
export type AccumulationRule = (
  previous: TraceState,
  frame: CodedFrame,
  context: RuleContext,
  next: TraceState,
) => void;

export interface RuleContext {
  readonly memory: TraceMemory;
  /** The group's I-frame; null where only motion is traced. */
  readonly reference: Picture | null;
  /** Position of `frame` among the group's P-frames, from 1. */
  readonly position: number;
}

/** Makes a state the identity trace, which is the I-frame's own: no motion, no residual. */
export function resetTrace(state: TraceState): void {
  state.motion.fill(0);
  state.residual?.y.fill(0);
  state.residual?.cb.fill(0);
  state.residual?.cr.fill(0);
}
