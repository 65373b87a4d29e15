export {
  type AugmentOptions,
  type CropWindow,
  centreCrop,
  frameHeight,
  frameWidth,
  randomCrop,
} from "./crop-window.js";
export { type ClipRecord, type Dataset, datasetOf } from "./dataset.js";
export {
  DataError,
  DatasetFormatError,
  DatasetNotFoundError,
  EmptyDatasetError,
  InvalidOptionError,
  isDataError,
  NoTripletError,
  UnknownLabelError,
  WorkerDiedError,
} from "./errors.js";
export { type FrameTransform, makeFrameTransform } from "./frame-transform.js";
export { imageDeviation, imageMean, motionRange, residualRange } from "./normalise.js";
export { readTriplets, type TripletOptions } from "./read-triplets.js";
export { type ChosenGop, randomGop, stepPositions, uniformGops } from "./sampling.js";
export { type Modality, modalities, type Triplet, type TripletShape, tripletPositions } from "./triplet.js";
