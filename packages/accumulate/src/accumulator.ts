import type { CodedFrame, FrameOptions, Picture, Planes } from "@cvar/bitstream";
import { interleaveResidual } from "./colour.js";
import { coviarRule } from "./coviar-rule.js";
import { FrameOrderError, MissingDataError, ShapeMismatchError } from "./errors.js";
import { paperRule } from "./paper-rule.js";
import { copyPlanes, createTraceMemory } from "./trace-memory.js";
import { type AccumulationRule, resetTrace, type TraceState } from "./trace-state.js";

/** How traces go from frame to frame: `"paper"` as in Das Biswas et al., `"coviar"` as CoViAR's loader. */
export type RuleName = "paper" | "coviar";

const rules: Readonly<Record<RuleName, AccumulationRule>> = { paper: paperRule, coviar: coviarRule };

/**
 * How to read frames for a rule: `"paper"` needs no reconstruction; `"coviar"` whole pictures, with half-pel means rounded as
 * the standard says (the reference arrays of CoViAR's loader were made so; x86 builds of FFmpeg 5 differ by 1 in some samples).
 */
export function framesFor(rule: RuleName): Pick<FrameOptions, "output" | "residual" | "rounding"> {
  return rule === "coviar" ? { output: "pictures", residual: "none", rounding: "standard" } : { output: "compressed" };
}

export interface AccumulatorOptions {
  /** Of the frames, in pixels. */
  readonly width: number;
  readonly height: number;
  /** Default `"paper"`. */
  readonly rule?: RuleName;
  /** Of {@link Accumulated.residual}. Default `"ycbcr"`. */
  readonly colour?: "ycbcr" | "rgb";
  /** False traces motion alone, for which frames of `output: "motion"` are enough. Default true. */
  readonly residuals?: boolean;
  /** True: a result holds until the next `push` or `start`, and no new arrays are made. Default false: it is the receiver's own. */
  readonly reuse?: boolean;
}

/** Motion and residual of a P-frame traced back to its I-frame (Das Biswas et al., Eq. 2): I_t[i] = I_0[i − Π_i] + Δ_i. */
export interface Accumulated {
  readonly width: number;
  readonly height: number;
  /** Π in pixels, `[height, width, 2]` as (x, y): how far each pixel has come since the I-frame. */
  readonly motion: Float32Array;
  /** Δ, `[height, width, 3]`, not clipped; interleaved when first read. Empty with `residuals: false`. */
  readonly residual: Int16Array;
  /** Δ as 4:2:0 planes, which cost nothing; null with `residuals: false`. */
  readonly planes: Planes<Int16Array> | null;
}

export interface Accumulator {
  /** Begins a group of pictures. @throws FrameOrderError if the frame is no I-frame; MissingDataError without a picture */
  start(iFrame: CodedFrame): void;
  /** Takes the group's next P-frame. @throws FrameOrderError before {@link start}, or for an I- or B-frame */
  push(pFrame: CodedFrame): Accumulated;
}

/**
 * Follows the P-frames of a group of pictures back to its I-frame, at a cost linear in frames.
 * @example
 * const accumulator = createAccumulator({ width: video.width, height: video.height });
 * for await (const frame of video.frames({ output: "compressed" })) {
 *   if (frame.type === "I") accumulator.start(frame);
 *   else if (frame.type === "P") console.log(accumulator.push(frame).motion); // nothing refers to B-frames
 * }
 */
export function createAccumulator(options: AccumulatorOptions): Accumulator {
  const { width, height, rule = "paper", colour = "ycbcr", residuals = true, reuse = false } = options;
  const memory = createTraceMemory(width, height, residuals);
  let [current, spare] = memory.states;
  let reference: Picture | null = null;
  let position = -1;
  return {
    start(frame) {
      if (frame.type !== "I")
        throw new FrameOrderError(`frame ${frame.decodeIndex} is a ${frame.type}-frame, not an I-frame`);
      if (residuals && frame.picture === null) throw new MissingDataError("picture", "compressed", frame.decodeIndex);
      if (frame.picture !== null) sameSize(frame.picture, width, height);
      if (frame.picture !== null && memory.reference !== null) copyPlanes(frame.picture, memory.reference);
      reference = memory.reference;
      position = 0;
      resetTrace(current);
    },
    push(frame) {
      if (position < 0) throw new FrameOrderError(`frame ${frame.decodeIndex} came before any I-frame`);
      if (frame.type !== "P")
        throw new FrameOrderError(`frame ${frame.decodeIndex} is a ${frame.type}-frame, not a P-frame`);
      if (frame.residual !== null) sameSize(frame.residual, width, height);
      if (frame.picture !== null) sameSize(frame.picture, width, height);
      rules[rule](current, frame, { memory, reference, position: ++position }, spare);
      [current, spare] = [spare, current];
      return new AccumulatedFrame(reuse ? current : copyOf(current), colour);
    },
  };
}

function copyOf({ width, height, motion, residual }: TraceState): TraceState {
  const planes = residual && { ...residual, y: residual.y.slice(), cb: residual.cb.slice(), cr: residual.cr.slice() };
  return { width, height, motion: motion.slice(), residual: planes };
}

class AccumulatedFrame implements Accumulated {
  readonly width: number;
  readonly height: number;
  readonly motion: Float32Array;
  readonly planes: Planes<Int16Array> | null;
  #interleaved: Int16Array | null = null;
  readonly #colour: "ycbcr" | "rgb";

  constructor(state: TraceState, colour: "ycbcr" | "rgb") {
    this.width = state.width;
    this.height = state.height;
    this.motion = state.motion;
    this.planes = state.residual;
    this.#colour = colour;
  }

  get residual(): Int16Array {
    this.#interleaved ??= this.planes === null ? new Int16Array(0) : interleaveResidual(this.planes, this.#colour);
    return this.#interleaved;
  }
}

function sameSize(planes: Planes<unknown>, width: number, height: number): void {
  if (planes.width !== width || planes.height !== height)
    throw new ShapeMismatchError("frame size", [width, height], [planes.width, planes.height]);
}
