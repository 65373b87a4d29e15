import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { registerTrainingKernels } from "@cvar/backend";
import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { beforeAll, expect, it } from "vitest";
import { descriptionOf, torchWeightOf } from "../src/architecture/description.js";
import {
  type AttpOverrides,
  createModel,
  loadSafetensors,
  readSafetensors,
  type SafetensorsEntry,
  valuesOf,
} from "../src/index.js";
import { toTorch } from "../src/weights/layouts.js";
import { lossAndGradients, relativeError } from "./golden.js";

/** What peers/attp.py was asked for, in its words. */
export interface PeerOptions {
  readonly size: number;
  readonly classes: number;
  readonly dims: number;
  readonly factors: number;
  readonly batch?: number;
  readonly trunk?: {
    readonly width: number;
    readonly depth: number;
    readonly stem: number;
    readonly stages: readonly (readonly [number, number, number, number, number])[];
    readonly top: number;
  };
}

const TOLERANCE = 1e-4;

/** The same network here. */
function overridesOf({ size, classes, dims, factors, trunk }: PeerOptions): AttpOverrides {
  const common = { size, classes, dims, factors, stochasticDepth: 0 };
  if (trunk === undefined) return common;
  const stages = trunk.stages.map(([expand, kernel, stride, channels, layers]) => ({
    expand,
    kernel,
    stride,
    channels,
    layers,
  }));
  return { ...common, ...trunk, stages };
}

/** Tests that logits, loss, every gradient and the running statistics are PyTorch's, as written into a folder. */
export function comparesWithPeer(folder: string, options: PeerOptions, backend: string): void {
  let io: ReadonlyMap<string, SafetensorsEntry>;
  let model: tfl.LayersModel;
  const values = (name: string) => valuesOf(io.get(name)!) as Float32Array;
  /**
   * Largest difference as a share of what is allowed: 1e-4 of the largest entry, five times PyTorch's own rounding, or, where the
   * gradient is zero (a shift that the next batch norm takes away), 1e-6 of the network's largest.
   */
  const gradientError = (name: string, actual: Float32Array, most: number) => {
    const expected = values(`grad/${name}`);
    const rounding = 5 * values(`rounding/${name}`)[0]!;
    const allowed = Math.max(TOLERANCE * largest(expected), rounding, 1e-6 * most);
    return largest(expected.map((value, i) => value - actual[i]!)) / allowed;
  };
  const inputs = () =>
    model.inputNames.map((name) =>
      tf.tidy(() => tf.transpose(tf.tensor(values(name), [...io.get(name)!.shape]), [0, 2, 3, 1])),
    );

  beforeAll(async () => {
    registerTrainingKernels();
    await tf.setBackend(backend);
    io = readSafetensors(readFileSync(join(folder, "io.safetensors"))).tensors;
    model = createModel("attp", overridesOf(options), { weights: "zeros" });
    return () => model.dispose();
  });

  it("takes the state dict whole", () => {
    const report = loadSafetensors(model, readFileSync(join(folder, "weights.safetensors")));
    expect(report).toMatchObject({ missing: [], unexpected: [], mismatched: [] });
    expect(report.loaded.length).toBe(model.weights.length);
  });

  it.each(["evaluation", "training"])("gives the same logits in %s, where batch norms differ", (mode) => {
    const given = inputs();
    const training = mode === "training";
    const logits = tf.tidy(() => (model.apply(given, { training }) as tf.Tensor).dataSync());
    tf.dispose(given);
    const error = relativeError(logits, values(mode));
    console.log(`logits: ${error.toExponential(1)} (${mode}, ${backend})`);
    expect(error).toBeLessThan(TOLERANCE);
  });

  it("has moved the running statistics as far", () => {
    const description = descriptionOf(model);
    for (const weight of model.weights) {
      const { name, layout } = torchWeightOf(description, weight.originalName)!;
      if (!name.includes("running")) continue;
      const moved = toTorch(weight.read().dataSync() as Float32Array, weight.shape as number[], layout);
      expect(relativeError(moved, values(`after/${name}`)), name).toBeLessThan(TOLERANCE);
    }
  });

  it("gives the same loss, and the same gradient of every parameter", () => {
    const given = inputs();
    const labels = Float32Array.from({ length: given[0]!.shape[0]! }, (_, b) => b % options.classes);
    const { loss, gradients } = lossAndGradients(model, given, labels);
    tf.dispose(given);
    expect(Math.abs(loss / values("loss")[0]! - 1)).toBeLessThan(TOLERANCE);
    const names = [...io.keys()].filter((name) => name.startsWith("grad/")).map((name) => name.slice(5));
    expect([...gradients.keys()].sort()).toEqual(names.sort());
    const most = Math.max(...names.map((name) => largest(values(`grad/${name}`))));
    const errors = names
      .map((name) => [gradientError(name, gradients.get(name)!, most), name] as const)
      .sort(([a], [b]) => b - a);
    console.log(`gradients: ${errors[0]![0].toFixed(2)} of what is allowed, ${errors[0]![1]} (${backend})`);
    expect(errors.filter(([error]) => !(error < 1))).toEqual([]);
  });
}

function largest(values: Float32Array): number {
  return values.reduce((most, value) => (Math.abs(value) > most || Number.isNaN(value) ? Math.abs(value) : most), 0);
}
