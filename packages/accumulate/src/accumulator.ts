import type { CodedFrame, FrameOptions, Planes } from "@cvar/bitstream";
import { createBlockTracer } from "./block-tracer.js";
import { inHalves } from "./chroma-halves.js";
import { interleaveResidual } from "./colour.js";
import { createCoviarTracer } from "./coviar-rule.js";
import { FrameOrderError, InvalidOptionError, MissingDataError, ShapeMismatchError } from "./errors.js";
import type { FrameTracer, Traced } from "./frame-tracer.js";
import { asIntraBlocks } from "./intra-frame.js";
import { createUntracedFrames } from "./no-accumulation.js";
import { createPaperTracer, type PaperOptions } from "./paper-rule.js";
import { checkFrameSize, createTraceMemory } from "./trace-memory.js";
import type { TraceState } from "./trace-state.js";

/**
 * How traces go from frame to frame: `"paper"` as in Das Biswas et al., `"coviar"` as CoViAR's loader, `"none"`: not at all, each frame
 * has its own vectors and residual.
 */
export type RuleName = "paper" | "coviar" | "none";

/**
 * How to read frames for a rule: `"paper"` and `"none"` need no reconstruction; `"coviar"` whole pictures, with half-pel means rounded as
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
  /**
   * Default `"pixel"`. `"block"` (rule `"paper"`): one Π for each block, from its centre; no residual; frames of `output: "motion"`
   * are enough.
   */
  readonly resolution?: "pixel" | "block";
  /** Of {@link Accumulated.residual}. Default `"ycbcr"`. */
  readonly colour?: "ycbcr" | "rgb";
  /** False traces motion alone, for which frames of `output: "motion"` are enough. Default true. */
  readonly residuals?: boolean;
  /**
   * True: a result holds until the next `push` or `start`, and no new arrays are made. Its arrays are views of a memory that may grow:
   * read them from it each time. Default false: they are the receiver's own.
   */
  readonly reuse?: boolean;
  /**
   * Rule `"paper"`: how many frames are kept to be referred to, the I-frame included. Default 2 for MPEG-4 Part 2 and H.263, else 16
   * (what H.264 and HEVC can refer to). Memory for a frame is taken when it is first needed: 11 bytes per pixel, 8 without residuals.
   */
  readonly references?: number;
  /**
   * Rule `"paper"`: what happens to a block that refers to a frame which is not there (reading began after it, it was damaged).
   * `"throw"` (default): MissingReferenceError. `"origin"`: it is traced as if it referred to the I-frame, so that its motion goes
   * back by its own vector only.
   */
  readonly missingReferences?: "throw" | "origin";
}

/** Motion and residual of a frame traced back to its I-frame (Das Biswas et al., Eq. 2): I_t[i] = I_0[i − Π_i] + Δ_i. */
export interface Accumulated {
  readonly width: number;
  readonly height: number;
  /** Display index of the I-frame: the last one displayed before the frame, which in an open group is not the one it was pushed after. */
  readonly origin: number;
  /** Of Π: `height` and `width`, or those of the grid of blocks. */
  readonly rows: number;
  readonly columns: number;
  /** Pixels per side of what one Π stands for: 1, or the side of a block. */
  readonly blockSize: number;
  /** Π in pixels, `[rows, columns, 2]` as (x, y): how far each pixel, or block, has come since the I-frame. */
  readonly motion: Float32Array;
  /** Δ, `[height, width, 3]`, not clipped; interleaved when first read. Empty without residuals. */
  readonly residual: Int16Array;
  /** Δ as 4:2:0 planes, which cost nothing; null without residuals. */
  readonly planes: Planes<Int16Array> | null;
}

export interface Accumulator {
  /** Begins a group of pictures. @throws FrameOrderError if the frame is no I-frame; MissingDataError without a picture */
  start(iFrame: CodedFrame): void;
  /**
   * Takes the next P- or B-frame in decode order, or an I-frame that is no key frame and does not begin a group (all its blocks are
   * intra); those that nothing refers to (`reference` is false) can be left out. Rule `"coviar"`: P-frames only.
   * @throws FrameOrderError before {@link start}, for a key frame, or for a type that the rule does not trace; MissingReferenceError
   */
  push(frame: CodedFrame): Accumulated;
}

/**
 * Follows the P- and B-frames of a group of pictures back to its I-frame, at a cost linear in frames.
 * @example
 * const accumulator = createAccumulator({ width: video.width, height: video.height });
 * for await (const frame of video.frames({ output: "compressed" })) {
 *   if (frame.type === "I") accumulator.start(frame);
 *   else console.log(accumulator.push(frame).motion);
 * }
 */
export function createAccumulator(options: AccumulatorOptions): Accumulator {
  const { width, height, rule = "paper", colour = "ycbcr", resolution = "pixel", reuse = false } = options;
  const { references = null, missingReferences = "throw" } = options;
  const residuals = resolution === "pixel" && (options.residuals ?? true);
  if (references !== null && !(Number.isInteger(references) && references >= 1))
    throw new InvalidOptionError("references", references, "whole numbers from 1");
  if (resolution === "block" && rule !== "paper")
    throw new InvalidOptionError("resolution", resolution, `with rule "${rule}": "pixel"`);
  const tracer = createTracer(width, height, rule, resolution, residuals, { references, missingReferences });
  let started = false;
  return {
    start(frame) {
      if (frame.type !== "I")
        throw new FrameOrderError(`frame ${frame.decodeIndex} is a ${frame.type}-frame, not an I-frame`);
      if (residuals && frame.picture === null) throw new MissingDataError("picture", "compressed", frame.decodeIndex);
      if (frame.picture !== null) sameSize(frame.picture, width, height);
      tracer.start(inChromaHalves(frame));
      started = true;
    },
    push(frame) {
      if (!started) throw new FrameOrderError(`frame ${frame.decodeIndex} came before any I-frame`);
      if (frame.residual !== null) sameSize(frame.residual, width, height);
      if (frame.picture !== null) sameSize(frame.picture, width, height);
      const inter = frame.type === "I" && !frame.keyFrame ? asIntraBlocks(frame, width, height) : frame;
      const traced = tracer.push(inChromaHalves(inter));
      return new AccumulatedFrame(reuse ? traced : { ...traced, state: copyOf(traced.state) }, colour);
    },
  };
}

function createTracer(
  width: number,
  height: number,
  rule: RuleName,
  resolution: "pixel" | "block",
  residuals: boolean,
  options: PaperOptions,
): FrameTracer {
  checkFrameSize(width, height);
  if (resolution === "block") return createBlockTracer(width, height, options);
  const memory = createTraceMemory(width, height, residuals);
  if (rule === "coviar") return createCoviarTracer(memory);
  return rule === "none" ? createUntracedFrames(memory) : createPaperTracer(memory, options);
}

function copyOf({ width, height, motion, residual }: TraceState): TraceState {
  const planes = residual && { ...residual, y: residual.y.slice(), cb: residual.cb.slice(), cr: residual.cr.slice() };
  return { width, height, motion: motion.slice(), residual: planes };
}

class AccumulatedFrame implements Accumulated {
  readonly width: number;
  readonly height: number;
  readonly origin: number;
  readonly rows: number;
  readonly columns: number;
  readonly blockSize: number;
  readonly planes: Planes<Int16Array> | null;
  #interleaved: Int16Array | null = null;
  readonly #state: TraceState;
  readonly #colour: "ycbcr" | "rgb";

  constructor({ state, origin, grid }: Traced, colour: "ycbcr" | "rgb") {
    this.width = state.width;
    this.height = state.height;
    this.origin = origin;
    this.rows = grid?.rows ?? state.height;
    this.columns = grid?.columns ?? state.width;
    this.blockSize = grid?.blockSize ?? 1;
    this.planes = state.residual;
    this.#state = state;
    this.#colour = colour;
  }

  /** Asked for anew each time: the array of a state goes when its memory grows. */
  get motion(): Float32Array {
    return this.#state.motion;
  }

  get residual(): Int16Array {
    this.#interleaved ??= this.planes === null ? new Int16Array(0) : interleaveResidual(this.planes, this.#colour);
    return this.#interleaved;
  }
}

function inChromaHalves(frame: CodedFrame): CodedFrame {
  const { picture, residual } = frame;
  const halved = { picture: picture && inHalves(picture), residual: residual && inHalves(residual) };
  return halved.picture === picture && halved.residual === residual ? frame : { ...frame, ...halved };
}

function sameSize(planes: Planes<unknown>, width: number, height: number): void {
  if (planes.width !== width || planes.height !== height)
    throw new ShapeMismatchError("frame size", [width, height], [planes.width, planes.height]);
}
