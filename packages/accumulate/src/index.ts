export {
  type Accumulated,
  type Accumulator,
  type AccumulatorOptions,
  createAccumulator,
  framesFor,
  type RuleName,
} from "./accumulator.js";
export { BT601, interleaveResidual, pictureToRgb } from "./colour.js";
export { colourWheel } from "./colour-wheel.js";
export { denseMotion } from "./dense-motion.js";
export {
  AccumulateError,
  FrameNotFoundError,
  FrameOrderError,
  InvalidOptionError,
  isAccumulateError,
  LimitExceededError,
  MissingDataError,
  MissingReferenceError,
  ShapeMismatchError,
} from "./errors.js";
export { flowScale, flowToRgb } from "./flow-colours.js";
export { type CropWindow, frameHeight, frameWidth } from "./network/crop-window.js";
export { type FrameTransform, makeFrameTransform } from "./network/frame-transform.js";
export { imageDeviation, imageMean, motionRange, residualRange } from "./network/normalise.js";
export { reconstruct } from "./reconstruct.js";
export { residualToRgb } from "./residual-picture.js";
export type { RgbImage } from "./rgb-image.js";
export { toRgba } from "./rgba.js";
export { sideBySide } from "./side-by-side.js";
export { type TracedFrame, type TraceOptions, traceToFrame } from "./trace-to-frame.js";
