import type { CodedFrame, MotionField, Picture } from "@cvar/bitstream";
import { FrameOrderError, LimitExceededError, MissingDataError } from "./errors.js";
import { hasFields } from "./field-blocks.js";
import type { FrameTracer } from "./frame-tracer.js";
import { distance, MOST_REFERENCES, ReferenceStates } from "./reference-states.js";
import { createStepInputs, type StepInputs } from "./step-inputs.js";
import { copyPlanes, type TraceMemory } from "./trace-memory.js";
import { resetTrace, type TraceState } from "./trace-state.js";
import { chromaGrid, lumaGrid, maximumReferences, type VectorGrid } from "./vector-grids.js";

/** What {@link createPaperTracer} leaves open. */
export interface PaperOptions {
  /** Frames kept to be referred to; null: as many as the codec can refer to. */
  readonly references: number | null;
  readonly missingReferences: "throw" | "origin";
}

/**
 * Back-tracing of motion vectors and residuals to the I-frame along what each block really refers to, one pass forward (Das Biswas
 * et al., Eq. 1–2). With r the frame that a block refers to, μ(i) = i + v/unitsPerPixel clamped to the frame (vectors that leave it
 * point at the replicated border: ISO/IEC 14496-2, 7.6.4):
 *
 * - one prediction: Γ_t(i) = Γ_r(μ(i)), Δ_t(i) = Δ_r(μ(i)) + δ_t(i);
 * - two predictions, a and b: Π_t is the mean of both traces where they differ by one pixel at most in x and in y, else that of the
 *   reference nearer in display order (of two as near: list 0's). Δ_t(i) = ⌊(P_a + P_b + 1) / 2⌋ − I_0[Γ_t(i)] + δ_t(i), with
 *   P_r = I_0[Γ_r(μ_r(i))] + Δ_r(μ_r(i)), which is the mean of both Δ, corrected by what I_0 differs by between the three places;
 * - intra: Π = 0, Δ = pixel − I_0; where the residual has no pixels there (H.264, whose intra blocks are predicted from their
 *   neighbours): Δ = δ, as if the prediction had been I_0's pixels.
 *
 * Π keeps the stream's sub-pel precision; Γ and Δ of the frame referred to are read at the nearest pixel. Blocks that move globally
 * are traced pixel by pixel along the warp, field-predicted ones line by line. Blocks that are not coded have a zero vector and no
 * residual: they keep their reference's trace.
 *
 * Needs `output: "compressed"`; without residuals `"motion"` is enough.
 */
export function createPaperTracer(memory: TraceMemory, options: PaperOptions): FrameTracer {
  const inputs = createStepInputs(memory);
  const states = new ReferenceStates<TraceState, Picture | null>(
    {
      make: () => memory.newState(),
      reset: resetTrace,
      rebase: (from, old, to, next) => rebase(memory, from, old, to, next),
    },
    options.missingReferences,
  );
  if (options.references !== null) states.limit = options.references;
  /** Of the last two I-frames. */
  const pictures: Picture[] = [];
  let position = 0;
  return {
    start(frame) {
      position = 0;
      states.start(frame.displayIndex, frame.keyFrame, () => {
        if (memory.delta === null || frame.picture === null) return null;
        const picture = (pictures.length === 2 && pictures.shift()) || memory.newPicture();
        pictures.push(picture);
        copyPlanes(frame.picture, picture);
        return picture;
      });
    },
    push(frame) {
      const { motion, residual, decodeIndex, displayIndex } = frame;
      if (frame.type === "I")
        throw new FrameOrderError(`frame ${decodeIndex} is an I-frame: it begins a group of pictures (start)`);
      const origin = states.originOf(frame);
      if (origin === null) throw new FrameOrderError(`frame ${decodeIndex} came before any I-frame`);
      if (motion === null) throw new MissingDataError("motion", "compressed", decodeIndex);
      if (memory.delta !== null && residual === null) throw new MissingDataError("residual", "compressed", decodeIndex);
      states.limit = options.references ?? anchorsOf(motion);
      const names: number[] = [];
      const numberOf = numbering(names);
      const grids = hasFields(motion)
        ? ([0, 1] as const).map((line) => ({ line, grid: lumaGrid(motion, numberOf, line) }))
        : [{ line: null, grid: lumaGrid(motion, numberOf) }];
      const used = states.find(frame, origin, names);
      const state = states.target(frame, used);
      const references = used.map((kept) => ({ state: kept.state, distance: distance(kept, displayIndex) }));
      trace(memory, inputs, { frame, motion, references, grids, up: (position & 1) === 0 }, origin.picture, state);
      if (frame.reference) position++;
      states.add(frame, origin);
      return { state, origin: origin.displayIndex };
    },
  };
}

/** Frames that a picture can refer to: the last two anchors in MPEG-4 Part 2 and H.263, with their 8×8 blocks, else 16 (H.264, HEVC). */
export function anchorsOf({ blockSize }: MotionField): number {
  return blockSize === 8 ? 2 : MOST_REFERENCES;
}

/** Gives display indices numbers from 0 on, in the order in which they are first seen, and lists them. @throws LimitExceededError */
export function numbering(names: number[]): (displayIndex: number) => number {
  let last = Number.NaN;
  let number = -1;
  return (displayIndex) => {
    if (displayIndex === last) return number;
    last = displayIndex;
    number = names.indexOf(displayIndex);
    if (number < 0) number = names.push(displayIndex) - 1;
    if (number >= maximumReferences)
      throw new LimitExceededError("references of a frame", names.length, maximumReferences);
    return number;
  };
}

interface Step {
  readonly frame: CodedFrame;
  readonly motion: MotionField;
  readonly references: readonly { readonly state: TraceState; readonly distance: number }[];
  readonly grids: readonly { readonly line: 0 | 1 | null; readonly grid: VectorGrid }[];
  /** Which way halves are rounded. */
  readonly up: boolean;
}

function trace(memory: TraceMemory, inputs: StepInputs, step: Step, still: Picture | null, to: TraceState): void {
  const { kernels, delta, width, height } = memory;
  const { frame, motion, grids, up } = step;
  const references = inputs.references(step.references);
  if (delta !== null) copyPlanes(frame.residual!, delta);
  const intra = frame.residual?.intra;
  // The top field's lines first: chroma of both fields reads Π on even lines.
  for (const { grid, line } of grids) {
    const placed = inputs.grid(grid, line);
    const warp = inputs.warp(motion.globalMotion, false);
    kernels.traceMotion(references, to.motion.byteOffset, width, height, placed, warp, inputs.row, up);
    if (delta === null || still === null) continue;
    kernels.traceResidual(references, inputs.plane("y", to, still, intra), placed, warp, up);
    const chroma = inputs.grid(chromaGrid(grid), line);
    const chromaWarp = inputs.warp(motion.globalMotion, true);
    for (const name of ["cb", "cr"] as const)
      kernels.traceResidual(references, inputs.plane(name, to, still, intra), chroma, chromaWarp, up);
  }
}

function rebase(
  memory: TraceMemory,
  from: TraceState,
  old: Picture | null,
  to: TraceState,
  next: Picture | null,
): void {
  const { kernels, width, height, chromaWidth, chromaHeight } = memory;
  if (from.residual !== null && to.residual !== null && old !== null && next !== null) {
    for (const name of ["y", "cb", "cr"] as const) {
      const [source, target] = [from.residual[name].byteOffset, to.residual[name].byteOffset];
      const size = name === "y" ? ([width, height] as const) : ([chromaWidth, chromaHeight] as const);
      const pictures = [old[name].byteOffset, next[name].byteOffset] as const;
      kernels.rebase(from.motion.byteOffset, source, target, ...pictures, ...size, width, name === "y" ? 0 : 1);
    }
  }
  to.motion.fill(0);
}
