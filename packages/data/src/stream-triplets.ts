import { type CropWindow, makeFrameTransform } from "@cvar/accumulate";
import type { Gop, Video } from "@cvar/bitstream";
import { InvalidOptionError } from "./errors.js";
import { flowWriter } from "./flow-writer.js";
import { withAccumulator } from "./idle-accumulator.js";
import { randomCrop } from "./random-crop.js";
import { type PlacedSample, sampleWriter } from "./sample-writer.js";
import { onlySample, type SamplePoint, samplePoints } from "./sampling/sampler.js";
import { samplerFor } from "./sampling/sampling.js";
import { readTracedPositions, tracedFrames } from "./sampling/traced-frames.js";
import { testCrops } from "./test-crops.js";
import { type GopVisitor, traceGop } from "./trace-gop.js";
import { modalities as everything, type Triplet } from "./triplet.js";
import { arrayLengths, arraySource } from "./triplet-arrays.js";
import type { TripletOptions } from "./triplet-options.js";

/**
 * The triplets of a video as they come, each time those that a group of pictures completes: what `readTriplets` gives at once.
 *
 * Decodes the chosen groups only, each once. Samples that are the same share their arrays.
 * @throws NoTripletError, InvalidOptionError, the decoder's errors, the signal's reason
 */
export async function* streamTriplets(
  video: Video,
  options: TripletOptions,
): AsyncGenerator<readonly Triplet[], void, void> {
  const { shape, modalities = everything, flow = false, signal } = options;
  const gops = await video.gops(signal && { signal });
  const points = await choosePoints(video, gops, options);
  const windows = windowsFor(options);
  const transforms = windows.map((window) => makeFrameTransform(video.width, video.height, window, shape.size));
  const neighbours = points.some(({ neighbour }) => neighbour !== undefined);
  const makeArrays = arraySource(arrayLengths(shape, modalities, { neighbours, flow }), options.into ?? []);
  const place = (point: SamplePoint): PlacedSample => ({ point, views: transforms.map(makeArrays) });
  /** Samples that have begun, by what they are of. */
  const placed = new Map<string, PlacedSample>();
  let next = 0;
  for (const gop of [...new Set(points.flatMap(groupsOf))].sort((a, b) => a - b)) {
    for (const point of points.slice(next)) {
      const key = keyOf(point);
      if (groupsOf(point).includes(gop) && !placed.has(key)) placed.set(key, place(point));
    }
    signal?.throwIfAborted();
    const samples = [...placed.values()];
    const writer = sampleWriter(gop, samples, transforms, shape.size * shape.size);
    const flows = flow
      ? flowWriter(gop, samples, { transforms, windows, size: shape.size, rule: options.rule ?? "paper" })
      : null;
    await readGop(video, gops[gop]!, gop, samples, { ...writer, ...(flows && { picture: flows }) }, options);
    const done: Triplet[] = [];
    const keys = new Set<string>();
    for (; next < points.length && Math.max(...groupsOf(points[next]!)) <= gop; next++) {
      const point = points[next]!;
      keys.add(keyOf(point));
      done.push(...tripletsOf(point, placed.get(keyOf(point))!));
    }
    const ahead = new Set(points.slice(next).map(keyOf));
    for (const key of keys) if (!ahead.has(key)) placed.delete(key);
    if (done.length > 0) yield done;
  }
}

/** What the sampler chooses of the video. Frame types are read where they matter. */
async function choosePoints(video: Video, gops: readonly Gop[], options: TripletOptions): Promise<SamplePoint[]> {
  const { shape, which, modalities = everything, frames = "P", flow, signal } = options;
  requirePositive("shape.size", shape.size);
  requirePositive("shape.steps", shape.steps);
  if (!tracedFrames.includes(frames)) throw new InvalidOptionError("frames", frames, tracedFrames.join(", "));
  if (options.rule === "coviar" && frames !== "P")
    throw new InvalidOptionError("frames", frames, '"P" with the rule "coviar", which knows no B-frames');
  const sampler = onlySample(samplerFor(which, shape, modalities), options.only);
  const traced = new Map<number, readonly number[]>();
  if (flow || modalities.some((modality) => modality !== "image")) {
    for (const gop of new Set(sampler.gops(gops).map((chosen) => chosen.gop)))
      traced.set(gop, await readTracedPositions(video, gops[gop]!, frames, signal));
  }
  return samplePoints(sampler, gops, (gop) => traced.get(gop) ?? []);
}

/** One for each crop: the pictures and traces of a group are made once, and resampled for each. */
function windowsFor(options: TripletOptions): CropWindow[] {
  const { augment = null, crops = 1, squared = false } = options;
  if (augment !== null && (crops !== 1 || squared))
    throw new InvalidOptionError("crops", squared ? `${crops}, squared` : crops, "1 with augment");
  return augment === null ? [...testCrops(crops, squared)] : [randomCrop(augment)];
}

async function readGop(
  video: Video,
  gop: Gop,
  index: number,
  samples: readonly PlacedSample[],
  writer: GopVisitor,
  options: TripletOptions,
): Promise<void> {
  const { rule = "paper", frames = "P", flow = false, signal, modalities = everything } = options;
  const own = samples.filter(({ point }) => point.gop === index).map(({ point }) => point);
  const positions = new Set([
    ...own.flatMap(({ motion }) => (flow || modalities.includes("motion") ? motion : [])),
    ...own.flatMap(({ residual }) => (modalities.includes("residual") ? residual : [])),
  ]);
  const request = { gop, positions, modalities, rule, flow, bFrames: frames !== "P", ...(signal && { signal }) };
  const traces = modalities.some((each) => each !== "image") && [...positions].some((position) => position > 0);
  if (!traces) return traceGop(video, request, null, writer);
  const residuals = modalities.includes("residual");
  return withAccumulator({ width: video.width, height: video.height, rule, residuals }, (accumulator) =>
    traceGop(video, request, accumulator, writer),
  );
}

function tripletsOf(point: SamplePoint, { views }: PlacedSample): Triplet[] {
  const { gop, triplet, neighbour = gop } = point;
  return views.map((arrays, crop) => ({ ...arrays, triplet, gop, crop, offset: (neighbour - gop) as -1 | 0 | 1 }));
}

function groupsOf({ gop, neighbour = gop }: SamplePoint): number[] {
  return [gop, neighbour];
}

function keyOf({ gop, neighbour, motion, residual }: SamplePoint): string {
  return JSON.stringify([gop, neighbour, motion, residual]);
}

function requirePositive(option: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) throw new InvalidOptionError(option, value, "whole numbers from 1");
}
