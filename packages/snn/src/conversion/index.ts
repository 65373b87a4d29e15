/**
 * Conversion of trained ReLU networks to spiking ones.
 *
 * @packageDocumentation
 */

export { UnsupportedLayerError } from "../errors.js";
export { type AccuracyComparison, type CompareOptions, compareAccuracy } from "./compare-accuracy.js";
export {
  type ConversionOptions,
  type ConvertedLayer,
  convertToSpiking,
  type SpikingConversion,
} from "./convert-to-spiking.js";
