import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { descriptionOf, torchWeightOf } from "../architecture/description.js";
import { WeightMismatchError } from "../errors.js";
import { type SafetensorsEntry, valuesOf } from "./dtypes.js";
import { fromTorch, type TorchLayout, torchShape } from "./layouts.js";
import { readSafetensors } from "./safetensors-reader.js";

/** What became of each tensor and each weight. */
export interface LoadReport {
  /** PyTorch names of the weights that were set */
  readonly loaded: readonly string[];
  /** weights of the model that the file lacks */
  readonly missing: readonly string[];
  /** tensors of the file that the model has no place for */
  readonly unexpected: readonly string[];
  /** in both, but of another shape or of a type that is no floating-point number */
  readonly mismatched: readonly {
    name: string;
    expected: readonly number[];
    actual: readonly number[];
    dtype: string;
  }[];
}

/** One weight that can be set. */
interface Assignment {
  readonly variable: tfl.LayerVariable;
  readonly entry: SafetensorsEntry;
  readonly layout: TorchLayout;
}

/**
 * Sets a model's weights from a safetensors file with PyTorch's names and layouts (OIHW convolutions, [out, in] linear
 * maps), converting them to the layouts here.
 *
 * @param model  made by `createModel`, or loaded
 * @param bytes  the file
 * @param options.strict  true (default): nothing is set unless everything fits; false: set what fits, and report
 * @returns what was set and what was not
 * @throws WeightMismatchError if strict and something does not fit; InvalidSafetensorsError for a damaged file;
 *   ForeignModelError if the model is not of this package
 */
export function loadSafetensors(
  model: tfl.LayersModel,
  bytes: Uint8Array,
  { strict = true }: { readonly strict?: boolean } = {},
): LoadReport {
  const { tensors } = readSafetensors(bytes);
  const { report, assignments } = match(model, tensors);
  const wrong = report.missing.length + report.unexpected.length + report.mismatched.length;
  if (strict && wrong > 0) {
    const mismatched = report.mismatched.map(({ name }) => name);
    throw new WeightMismatchError(report.missing, report.unexpected, mismatched);
  }
  for (const assignment of assignments) assign(assignment);
  return report;
}

function match(model: tfl.LayersModel, tensors: ReadonlyMap<string, SafetensorsEntry>) {
  const description = descriptionOf(model);
  const unexpected = new Set(tensors.keys());
  const loaded: string[] = [];
  const missing: string[] = [];
  const mismatched: LoadReport["mismatched"][number][] = [];
  const assignments: Assignment[] = [];
  for (const variable of model.weights) {
    const torch = torchWeightOf(description, variable.originalName);
    const entry = torch === null ? undefined : tensors.get(torch.name);
    if (torch === null || entry === undefined) {
      missing.push(torch?.name ?? variable.originalName);
      continue;
    }
    unexpected.delete(torch.name);
    const expected = torchShape(variable.shape as number[], torch.layout);
    if (isFloat(entry) && tf.util.arraysEqual([...entry.shape], expected)) {
      loaded.push(torch.name);
      assignments.push({ variable, entry, layout: torch.layout });
    } else mismatched.push({ name: torch.name, expected, actual: entry.shape, dtype: entry.dtype });
  }
  return { report: { loaded, missing, unexpected: [...unexpected], mismatched }, assignments };
}

function assign({ variable, entry, layout }: Assignment): void {
  const shape = variable.shape as number[];
  const read = valuesOf(entry);
  const values = read instanceof Float32Array ? read : Float32Array.from(read as Float64Array);
  const tensor = tf.tensor(fromTorch(values, shape, layout), shape, "float32");
  variable.write(tensor);
  tensor.dispose();
}

function isFloat({ dtype }: SafetensorsEntry): boolean {
  return dtype === "F32" || dtype === "F16" || dtype === "BF16" || dtype === "F64";
}
