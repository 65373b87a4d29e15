import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { descriptionOf } from "../architecture/description.js";
import { WeightMismatchError } from "../errors.js";
import { valuesOf } from "./dtypes.js";
import { inflateChannels } from "./inflate.js";
import { gridSideOf, interpolatePositions } from "./interpolate-positions.js";
import { fromTorch, shapeHere } from "./layouts.js";
import { checkLoadOptions, type LoadOptions, type LoadReport } from "./load-options.js";
import { type Assignment, matchTensors, type NamedTensors } from "./match.js";
import { destinationOf } from "./targets.js";

/**
 * Sets a model's weights from named tensors in PyTorch's layouts (OIHW convolutions, [out, in] linear maps) or, in the
 * dialect "tfjs", in the layouts here.
 *
 * Names are looked up in every dialect of the architecture and with the usual wrappers taken off (`module.`, `model.`, …);
 * what fits most is taken. Batch norm's `num_batches_tracked` is ignored.
 *
 * @param model  made by `createModel`, or loaded
 * @param tensors  by name, see `readSafetensors`
 * @returns what was set and what was not
 * @throws WeightMismatchError if strict and something does not fit (then nothing was set); InvalidOptionError for a
 *   dialect or a stream that the model has not, or for an option that there is not; ForeignModelError if the model is not of this package
 */
export function loadTensors(model: tfl.LayersModel, tensors: NamedTensors, options: LoadOptions = {}): LoadReport {
  checkLoadOptions(options);
  const destination = destinationOf(model, descriptionOf(model), options.into);
  const { report, assignments } = matchTensors(destination, tensors, options);
  if (options.strict ?? true) refuseMisfits(report, options);
  for (const assignment of assignments) assign(assignment, options);
  return report;
}

function refuseMisfits({ dialect, missing, unexpected, mismatched }: LoadReport, { into }: LoadOptions): void {
  const strange = into === undefined ? unexpected : []; // a whole backbone has a classifier, its stream here has none
  if (missing.length + strange.length + mismatched.length === 0) return;
  const remedies = [...new Set(mismatched.flatMap(({ remedy }) => remedy ?? []))];
  const names = mismatched.map(({ name }) => name);
  throw new WeightMismatchError(missing, strange, names, dialect, remedies);
}

function assign({ target, entry, fit }: Assignment, { interpolate = "bicubic" }: LoadOptions): void {
  const { variable, torch } = target;
  const shape = variable.shape as number[];
  const read = valuesOf(entry);
  let values = read instanceof Float32Array ? read : Float32Array.from(read as Float64Array);
  if (fit === "interpolated") {
    const rows = torch.positions!;
    const [from, to] = [entry.shape.at(-2)!, shape.at(-2)!].map((count) => gridSideOf(count, rows)!);
    values = interpolatePositions(values, rows, from!, to!, interpolate);
  }
  const stored = fit === "inflated" ? shapeHere(entry.shape, torch.layout)! : shape;
  let here = fromTorch(values, stored, torch.layout);
  if (fit === "inflated") here = inflateChannels(here, stored, shape[2]!);
  tf.tidy(() => {
    variable.write(tf.tensor(here, shape, "float32")); // a constraint makes tensors
  });
}
