export {
  type Accumulated,
  type Accumulator,
  type AccumulatorOptions,
  createAccumulator,
  type RuleName,
  rules,
} from "./accumulator.js";
export { BT601, interleaveResidual, pictureToRgb } from "./colour.js";
export { coviarRule } from "./coviar-rule.js";
export {
  AccumulateError,
  FrameNotFoundError,
  FrameOrderError,
  isAccumulateError,
  MissingDataError,
  ShapeMismatchError,
} from "./errors.js";
export { flowScale, flowToRgb } from "./flow-colours.js";
export { paperRule } from "./paper-rule.js";
export { reconstruct } from "./reconstruct.js";
export { residualToRgb } from "./residual-picture.js";
export type { RgbImage } from "./rgb-image.js";
export { sideBySide } from "./side-by-side.js";
export { type AccumulationRule, identityTrace, type RuleContext, type TraceState } from "./trace-state.js";
export { type TracedFrame, type TraceOptions, traceToFrame } from "./trace-to-frame.js";
