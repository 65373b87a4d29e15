export {
  type CropWindow,
  type FrameTransform,
  frameHeight,
  frameWidth,
  imageDeviation,
  imageMean,
  makeFrameTransform,
  motionRange,
  residualRange,
} from "@cvar/accumulate";
export { type ClipRecord, type Dataset, datasetOf, type Split } from "./dataset.js";
export {
  type DatasetFormat,
  type DatasetReport,
  datasetFormats,
  type Fault,
  type FaultKind,
  type Faults,
  type GroupLeak,
  groupLeaks,
  type MissingClip,
} from "./dataset-report.js";
export {
  BrokenClipsError,
  DataError,
  DatasetFormatError,
  DatasetNotFoundError,
  DatasetTooLargeError,
  EmptyDatasetError,
  InvalidOptionError,
  isDataError,
  MissingClipsError,
  NoTripletError,
  ShapeMismatchError,
  StateMismatchError,
  UnknownLabelError,
  WorkerDiedError,
} from "./errors.js";
export { type AugmentOptions, type CropPlaces, randomCrop } from "./random-crop.js";
export { readTriplets } from "./read-triplets.js";
export {
  type GroupOptions,
  groupSampler,
  type NeighbourOptions,
  neighbourSampler,
  type WhichGroups,
} from "./sampling/neighbours.js";
export type { PassSampling } from "./sampling/pass-sampling.js";
export {
  type ChosenGop,
  type GopFacts,
  type SamplePoint,
  type Sampler,
  samplePoints,
  type TracePositions,
} from "./sampling/sampler.js";
export { type Sampling, samplerFor } from "./sampling/sampling.js";
export { type SegmentOptions, segmentSampler } from "./sampling/segments.js";
export { type FrameFacts, type TracedFrames, tracedPositions } from "./sampling/traced-frames.js";
export { randomGop, stepPositions, tripletSampler, uniformGops } from "./sampling/triplets.js";
export { streamTriplets } from "./stream-triplets.js";
export { type CropCount, centreCrop, cropCounts, testCrops } from "./test-crops.js";
export { type Modality, modalities, type Triplet, type TripletShape, tripletPositions } from "./triplet.js";
export type { TripletOptions } from "./triplet-options.js";
