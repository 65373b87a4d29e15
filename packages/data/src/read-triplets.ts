import { type Accumulated, type Accumulator, framesFor, type RuleName } from "@cvar/accumulate";
import type { FrameOptions, Gop, Video } from "@cvar/bitstream";
import { type AugmentOptions, centreCrop, randomCrop } from "./crop-window.js";
import { InvalidOptionError, NoTripletError } from "./errors.js";
import { type FrameTransform, makeFrameTransform } from "./frame-transform.js";
import { withAccumulator } from "./idle-accumulator.js";
import { randomGop, stepPositions, uniformGops } from "./sampling.js";
import { modalities as everything, type Modality, type Triplet, type TripletShape } from "./triplet.js";
import { type Arrays, arraySource } from "./triplet-arrays.js";

export interface TripletOptions {
  readonly shape: TripletShape;
  /** `"uniform"`: one triplet from each eighth of the video; `{ random }`: one from a random place, by that seed. */
  readonly which: "uniform" | { readonly random: number };
  /** Null (default): the centre crop. */
  readonly augment?: AugmentOptions | null;
  /** Default all three. Without motion and residual no P-frame is decoded. */
  readonly modalities?: readonly Modality[];
  /** How P-frames are traced. Default `"paper"`; `"coviar"` decodes whole pictures. */
  readonly rule?: RuleName;
  readonly signal?: AbortSignal;
  /**
   * Triplets of an earlier call that are done with: their arrays are written again where they have the right length, instead of
   * making new ones (11 MB a triplet at 224×224 and 11 steps).
   */
  readonly into?: readonly Triplet[];
}

/**
 * Triplets of a video, ready for a network. Decodes the chosen groups of pictures only, each once: triplets of the same group
 * share their arrays. One crop for all of them.
 * @returns eight triplets in order of time, or one
 * @throws NoTripletError, InvalidOptionError, and the decoder's errors
 */
export async function readTriplets(video: Video, options: TripletOptions): Promise<Triplet[]> {
  const { shape, which, augment = null, modalities = everything, rule = "paper" } = options;
  requirePositive("shape.size", shape.size);
  requirePositive("shape.steps", shape.steps);
  const gops = await video.gops(options.signal && { signal: options.signal });
  const chosen = which === "uniform" ? uniformGops(gops.length) : [randomGop(gops.length, which.random)];
  const window = augment === null ? centreCrop() : randomCrop(augment);
  const transform = makeFrameTransform(video.width, video.height, window, shape.size);
  const traced = modalities.some((modality) => modality !== "image");
  const accumulator = { width: video.width, height: video.height, rule, residuals: modalities.includes("residual") };
  const makeArrays = arraySource(shape, modalities, options.into ?? []);
  const readAll = async (accumulator: Accumulator | null) => {
    const byGop = new Map<number, Arrays>();
    for (const { gop } of chosen) {
      if (!byGop.has(gop))
        byGop.set(
          gop,
          await readGop(video, gops[gop]!, transform, accumulator, makeArrays(), { ...options, modalities }),
        );
    }
    return chosen.map(({ gop, triplet }) => ({ ...byGop.get(gop)!, triplet, gop }));
  };
  return traced ? withAccumulator(accumulator, readAll) : readAll(null);
}

type GopOptions = TripletOptions & { readonly modalities: readonly Modality[] };

/** @param accumulator  null: only the I-frame is read; @param arrays  every value is written */
async function readGop(
  video: Video,
  gop: Gop,
  transform: FrameTransform,
  accumulator: Accumulator | null,
  arrays: Arrays,
  options: GopOptions,
): Promise<Arrays> {
  const { shape, modalities } = options;
  const wants = (modality: Modality) => modalities.includes(modality);
  const area = shape.size * shape.size;
  const positions = accumulator === null ? [] : stepPositions(gop.frameCount, shape.steps);
  let latest: Accumulated | null = null;
  let step = 0;
  let started = false;
  for await (const frame of video.frames(frameOptions(gop, positions, options))) {
    const position = frame.decodeIndex - gop.firstFrame;
    // Steps at B-frames, which are passed over, have the trace of the P-frame decoded before them.
    let first = step;
    while (step < positions.length && positions[step]! < position) step++;
    writeSteps(latest, first, step, arrays, area, transform);
    if (frame.type === "I") {
      started = true;
      if (wants("image") && frame.picture !== null) transform.image(frame.picture, arrays.image, 0);
      accumulator?.start(frame);
      latest = null;
    } else if (frame.type === "P" && accumulator !== null) {
      latest = accumulator.push(frame);
    }
    first = step;
    while (step < positions.length && positions[step]! <= position) step++;
    writeSteps(latest, first, step, arrays, area, transform);
  }
  if (!started) throw new NoTripletError(`the group of pictures at frame ${gop.firstFrame} has no I-frame`);
  writeSteps(latest, step, positions.length, arrays, area, transform);
  return arrays;
}

/** Writes the trace to the time steps `from` ≤ t < `to`: once, then copies. No trace: zero. */
function writeSteps(
  trace: Accumulated | null,
  from: number,
  to: number,
  arrays: Arrays,
  area: number,
  transform: FrameTransform,
): void {
  if (from >= to) return;
  if (trace === null) {
    arrays.motion.fill(0, from * area * 2, to * area * 2);
    arrays.residual.fill(0, from * area * 3, to * area * 3);
    return;
  }
  if (arrays.motion.length > 0) transform.motion(trace.motion, arrays.motion, from * area * 2);
  if (arrays.residual.length > 0) transform.residual(trace.planes!, arrays.residual, from * area * 3);
  for (let t = from + 1; t < to; t++) {
    if (arrays.motion.length > 0) arrays.motion.copyWithin(t * area * 2, from * area * 2, (from + 1) * area * 2);
    if (arrays.residual.length > 0) arrays.residual.copyWithin(t * area * 3, from * area * 3, (from + 1) * area * 3);
  }
}

/** No further than the modalities need: the I-frame alone, vectors alone, or everything up to the last step. */
function frameOptions(gop: Gop, positions: readonly number[], options: GopOptions): FrameOptions {
  const wants = (modality: Modality) => options.modalities.includes(modality);
  const range = {
    // Each frame is traced before the next is read: nothing outlives its turn.
    arrays: "borrowed" as const,
    bFrames: false,
    from: gop.firstFrame,
    to: gop.firstFrame + (positions.at(-1) ?? 0) + 1,
    ...(options.signal && { signal: options.signal }),
  };
  if (wants("residual")) return { ...range, ...framesFor(options.rule ?? "paper") };
  return { ...range, output: wants("image") ? "compressed" : "motion", residual: "none" };
}

function requirePositive(option: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) throw new InvalidOptionError(option, value, "whole numbers from 1");
}
