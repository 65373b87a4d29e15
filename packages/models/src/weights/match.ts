import * as tf from "@tensorflow/tfjs-core";
import { InvalidOptionError } from "../errors.js";
import type { SafetensorsEntry } from "./dtypes.js";
import { inflatable } from "./inflate.js";
import { gridSideOf } from "./interpolate-positions.js";
import { shapeHere, torchShape } from "./layouts.js";
import type { LoadOptions, LoadReport, MismatchedTensor } from "./load-options.js";
import { wrapperPrefixes } from "./prefixes.js";
import type { Destination, Target } from "./targets.js";

/** Tensors of a file by name. */
export type NamedTensors = ReadonlyMap<string, SafetensorsEntry>;

/** How a tensor becomes a weight. */
export type Fit = "exact" | "inflated" | "interpolated";

/** One weight that is to be set. */
export interface Assignment {
  readonly target: Target;
  readonly entry: SafetensorsEntry;
  readonly fit: Fit;
}

/** Which tensor goes where, and the report on it. */
export interface Match {
  readonly report: LoadReport;
  readonly assignments: readonly Assignment[];
}

/** Batch norm's count of batches, which no network here uses. */
const COUNTER = /(^|\.)num_batches_tracked$/;

/**
 * The best match of a file's tensors with a destination's weights over all dialects and prefixes asked for.
 *
 * @throws InvalidOptionError for a dialect that the architecture has not
 */
export function matchTensors(destination: Destination, tensors: NamedTensors, options: LoadOptions): Match {
  const { dialect: wanted, prefix: given } = options;
  if (wanted !== undefined && !destination.dialects.includes(wanted)) {
    throw new InvalidOptionError("dialect", wanted, destination.dialects.join(", "));
  }
  const prefixes = given === undefined ? wrapperPrefixes(tensors.keys()) : [given];
  let best: Match | undefined;
  for (const dialect of wanted === undefined ? destination.dialects : [wanted]) {
    const targets = destination.targets(dialect);
    for (const prefix of prefixes) {
      const match = matchUnder(targets, dialect, prefix, tensors, options);
      if (best === undefined || found(match) > found(best)) best = match;
    }
  }
  return best!;
}

/** How much of a file found its place: what fits counts more than what has the name alone. */
function found({ report: { loaded, mismatched, ignored } }: Match): number {
  return 2 * loaded.length + mismatched.length + ignored.length;
}

function matchUnder(
  targets: readonly Target[],
  dialect: string,
  prefix: string,
  tensors: NamedTensors,
  options: LoadOptions,
): Match {
  const ignored = [...tensors.keys()].filter((name) => COUNTER.test(name));
  const unexpected = new Set(tensors.keys());
  for (const name of ignored) unexpected.delete(name);
  const missing: string[] = [];
  const kept: string[] = [];
  const mismatched: MismatchedTensor[] = [];
  const assignments: Assignment[] = [];
  for (const target of targets) {
    const { name } = target.torch;
    const entry = tensors.get(prefix + name);
    unexpected.delete(prefix + name);
    if (target.head && options.head === "new") {
      kept.push(name);
      if (entry !== undefined) ignored.push(prefix + name);
    } else if (entry === undefined) missing.push(name);
    else {
      const expected = torchShape(target.variable.shape as number[], target.torch.layout);
      const fit = fitOf(target, entry, expected, options);
      if ("fit" in fit) assignments.push({ target, entry, fit: fit.fit });
      else mismatched.push({ name, expected, actual: entry.shape, dtype: entry.dtype, remedy: fit.remedy });
    }
  }
  const names = (of: Fit) => assignments.filter(({ fit }) => fit === of).map(({ target }) => target.torch.name);
  const report: LoadReport = {
    dialect,
    prefix,
    loaded: assignments.map(({ target }) => target.torch.name),
    inflated: names("inflated"),
    interpolated: names("interpolated"),
    missing,
    unexpected: [...unexpected],
    mismatched,
    kept,
    ignored,
  };
  return { report, assignments };
}

/** How an entry fits a weight, or which option would make it fit. */
function fitOf(
  { variable, torch, convolution, head }: Target,
  { shape, dtype }: SafetensorsEntry,
  expected: readonly number[],
  { inflate = false, interpolate, into }: LoadOptions,
): { fit: Fit } | { remedy: string | null } {
  const none = { remedy: null };
  if (!["F32", "F16", "BF16", "F64"].includes(dtype)) return none;
  if (tf.util.arraysEqual([...shape], [...expected])) return { fit: "exact" };
  if (convolution && inflatable(shapeHere(shape, torch.layout) ?? [], variable.shape as number[])) {
    return inflate ? { fit: "inflated" } : { remedy: "inflate: true" };
  }
  if (torch.positions !== undefined && resamplable(shape, expected, torch.positions)) {
    return interpolate === undefined ? { remedy: 'interpolate: "bicubic"' } : { fit: "interpolated" };
  }
  return head && into === undefined ? { remedy: 'head: "new"' } : none;
}

/** True if both shapes are […, rows, features] of square grids with the same features. */
function resamplable(
  actual: readonly number[],
  expected: readonly number[],
  positions: { tokens: number; grids: number },
): boolean {
  if (actual.length !== expected.length || actual.at(-1) !== expected.at(-1)) return false;
  if (actual.slice(0, -2).some((length) => length !== 1)) return false;
  return [actual, expected].every((shape) => gridSideOf(shape.at(-2)!, positions) !== null);
}
