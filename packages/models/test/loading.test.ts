import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import fc from "fast-check";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import {
  createModel,
  describeLoad,
  InvalidOptionError,
  isModelError,
  type LoadOptions,
  loadTensors,
  readSafetensors,
  type SafetensorsEntry,
  type StmNetOverrides,
  saveSafetensors,
  WeightMismatchError,
} from "../src/index.js";

const SMALL: StmNetOverrides = {
  size: 32,
  steps: 2,
  d: 8,
  depth: 1,
  heads: 2,
  nf: 8,
  gc: 4,
  rrdbs: 0,
  classes: 3,
  stm: { width: 4 },
};
const make = (overrides: StmNetOverrides = {}) => createModel("stm-net-tiny", { ...SMALL, ...overrides });
const models: tfl.LayersModel[] = [];
afterAll(() => {
  for (const model of models) model.dispose();
});

async function tensorsOf(overrides: StmNetOverrides, dialect?: string) {
  const model = make(overrides);
  const { tensors } = readSafetensors(await saveSafetensors(model, dialect === undefined ? {} : { dialect }));
  model.dispose();
  return tensors;
}

const renamed = (tensors: ReadonlyMap<string, SafetensorsEntry>, rename: (name: string) => string) =>
  new Map([...tensors].map(([name, entry]) => [rename(name), entry]));
const values = (model: tfl.LayersModel) => model.getWeights().map((weight) => weight.dataSync().slice());
const counter: SafetensorsEntry = { dtype: "I64", shape: [], bytes: new Uint8Array(8) };

describe("loadTensors", () => {
  let model: tfl.LayersModel;
  beforeEach(() => {
    model = make({ seed: 1 });
    models.push(model);
  });

  it("finds the dialect by itself, or takes the one named", async () => {
    for (const dialect of ["reference", "tfjs"]) {
      const source = make({ seed: 2 });
      const { tensors } = readSafetensors(await saveSafetensors(source, { dialect }));
      expect(tensors.has("head.weight")).toBe(dialect === "reference");
      const target = make({ seed: 3 });
      expect(loadTensors(target, tensors).dialect).toBe(dialect);
      expect(values(target)).toEqual(values(source));
      for (const each of [source, target]) each.dispose();
    }
    const tensors = await tensorsOf({});
    expect(loadTensors(model, tensors, { dialect: "reference" }).missing).toEqual([]);
    expect(() => loadTensors(model, tensors, { dialect: "tfjs" })).toThrow(WeightMismatchError);
    expect(() => loadTensors(model, tensors, { dialect: "keras" })).toThrow(InvalidOptionError);
    await expect(saveSafetensors(model, { dialect: "keras" })).rejects.toThrow(InvalidOptionError);
  });

  it("takes wrappers off the names, the usual ones unasked", async () => {
    const tensors = await tensorsOf({ seed: 2 });
    for (const prefix of ["module.", "state_dict.model.", "_orig_mod.module.backbone."]) {
      const report = loadTensors(
        model,
        renamed(tensors, (name) => prefix + name),
      );
      expect(report).toMatchObject({ prefix, missing: [], unexpected: [] });
    }
    const students = new Map([
      ...renamed(tensors, (name) => `student.${name}`),
      ...renamed(tensors, (name) => `teacher.${name}`),
    ]);
    expect(() => loadTensors(model, students)).toThrow(WeightMismatchError);
    const report = loadTensors(model, students, { prefix: "teacher.", strict: false });
    expect(report.missing).toEqual([]);
    expect(report.unexpected.length).toBe(tensors.size);
  });

  it("ignores batch norm's counters", async () => {
    const tensors = new Map([...(await tensorsOf({ seed: 2 })), ["bn1.num_batches_tracked", counter]]);
    expect(loadTensors(model, tensors).ignored).toEqual(["bn1.num_batches_tracked"]);
  });

  it("leaves a new head alone, whatever the file's classes", async () => {
    const before = model.getLayer("head").getWeights()[0]!.dataSync().slice();
    const tensors = await tensorsOf({ classes: 7, seed: 2 });
    expect(() => loadTensors(model, tensors)).toThrow('head: "new"');
    const report = loadTensors(model, tensors, { head: "new" });
    expect(report.kept.toSorted()).toEqual(["head.bias", "head.weight"]);
    expect(report.ignored.toSorted()).toEqual(["head.bias", "head.weight"]);
    expect(model.getLayer("head").getWeights()[0]!.dataSync()).toEqual(before);
    expect(describeLoad(report)).toMatch(/set \d+ of \d+ weights by reference names\n {2}left as initialised \(2\)/);
  });

  it("adapts a first convolution to other channels, if told to", async () => {
    const tensors = new Map(await tensorsOf({ seed: 2 }));
    const name = "stm_mv.layers.0.conv.weight"; // [4, 2, 3, 3] here
    tensors.set(name, tensors.get("stm_r.layers.0.conv.weight")!); // [4, 3, 3, 3]
    expect(() => loadTensors(model, tensors)).toThrow("inflate: true");
    const before = values(model);
    expect(loadTensors(model, tensors, { strict: false }).mismatched).toEqual([
      { name, expected: [4, 2, 3, 3], actual: [4, 3, 3, 3], dtype: "F32", remedy: "inflate: true" },
    ]);
    expect(values(model)).not.toEqual(before);
    expect(loadTensors(model, tensors, { inflate: true }).inflated).toEqual([name]);
    const kernel = (stream: string) => model.getLayer(`stm_${stream}`).getWeights()[0]!;
    // An input that is equal in all channels gives the same response.
    const [two, three] = tf.tidy(() => ["motion", "residual"].map((stream) => tf.sum(kernel(stream), 2).dataSync()));
    for (const [i, value] of two!.entries()) expect(value).toBeCloseTo(three![i]!, 6);
  });

  it("resamples position encodings to another grid, if told to", async () => {
    const tensors = await tensorsOf({ size: 64, seed: 2 }); // 4×4 patches there, 2×2 here
    expect(() => loadTensors(model, tensors)).toThrow('interpolate: "bicubic"');
    expect(loadTensors(model, tensors, { interpolate: "bilinear" }).interpolated).toEqual(["position"]);
    const position = model.getLayer("encoding").weights.find(({ originalName }) => originalName.endsWith("position"))!;
    expect(position.shape).toEqual([1, 3 * 4, 8]);
  });

  it("changes nothing where it throws, whatever the tensors are", async () => {
    const good = await tensorsOf({ seed: 2 });
    const names = [...good.keys()];
    const strange = fc.record({
      dtype: fc.constantFrom("F32", "F16", "I64", "U8", "F64") as fc.Arbitrary<SafetensorsEntry["dtype"]>,
      shape: fc.array(fc.nat({ max: 5 }), { maxLength: 5 }),
    });
    const bytes = { F32: 4, F16: 2, I64: 8, U8: 1, F64: 8 } as Record<string, number>;
    const options: fc.Arbitrary<LoadOptions> = fc.record({
      strict: fc.boolean(),
      inflate: fc.boolean(),
      interpolate: fc.constantFrom("bilinear" as const, "bicubic" as const, undefined),
      head: fc.constantFrom("new" as const, "file" as const),
      prefix: fc.constantFrom(undefined, "", "module.", "x"),
    }) as fc.Arbitrary<LoadOptions>;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.oneof(fc.constantFrom(...names), fc.string()), strange), { maxLength: 4 }),
        options,
        (changes, how) => {
          const tensors = new Map(good);
          for (const [name, { dtype, shape }] of changes) {
            const size = shape.reduce((product, n) => product * n, bytes[dtype]!);
            tensors.set(name, { dtype, shape, bytes: new Uint8Array(size) });
          }
          const before = values(model);
          const held = tf.memory().numTensors;
          try {
            const report = loadTensors(model, tensors, how);
            const all = report.loaded.length + report.missing.length + report.mismatched.length + report.kept.length;
            expect(all).toBe(model.weights.length);
          } catch (error) {
            if (!isModelError(error, "WeightMismatchError")) throw error;
            expect(values(model)).toEqual(before);
          }
          expect(tf.memory().numTensors).toBe(held);
        },
      ),
      { numRuns: 60 },
    );
  });
});

const TINY = { size: 32, width: 0.25, depth: 0.3, stem: 16, top: 16, classes: 3 };
const weightsOf = (model: tfl.LayersModel, part: RegExp) =>
  model.weights.filter((weight) => part.test(weight.originalName)).map((weight) => weight.read().dataSync().slice());

describe("loadTensors into a stream", () => {
  it.each(["torchvision", "timm", "tfjs"])("takes a backbone by %s names, without its classifier", async (dialect) => {
    const backbone = createModel("efficientnet-b1", { ...TINY, seed: 3 });
    const { tensors } = readSafetensors(await saveSafetensors(backbone, { dialect }));
    const counted = new Map([...tensors, ["features.0.1.num_batches_tracked", counter]]);
    const attp = createModel("attp", { ...TINY, dims: 4, factors: 2, seed: 4 });
    const others = () => weightsOf(attp, /^(?!image_)/);
    const [before, wanted] = [others(), weightsOf(backbone, /^(?!head)/)];
    const held = tf.memory().numTensors;
    const report = loadTensors(attp, counted, { into: "image" });
    expect(tf.memory().numTensors).toBe(held);
    expect(report).toMatchObject({
      dialect,
      missing: [],
      mismatched: [],
      ignored: ["features.0.1.num_batches_tracked"],
    });
    expect(report.unexpected.length).toBe(2);
    expect(report.loaded.length).toBe(backbone.weights.length - 2);
    expect(weightsOf(attp, /^image_/)).toEqual(wanted);
    expect(others()).toEqual(before);

    expect(() => loadTensors(attp, counted, { into: "motion" })).toThrow("inflate: true");
    expect(loadTensors(attp, counted, { into: "motion", inflate: true }).inflated).toHaveLength(1);
    const [kernel] = weightsOf(attp, /^motion_stem\/conv_kernel/);
    const [source] = weightsOf(backbone, /^stem\/conv_kernel/);
    const [two, three] = [kernel!, source!].map((values, i) =>
      tf.sum(tf.tensor(values as Float32Array, [9, 3 - 1 + i, 8]), 1).dataSync(),
    );
    for (const [i, value] of two!.entries()) expect(value).toBeCloseTo(three![i]!, 6);

    const cut = new Map([...counted].filter(([name]) => name !== [...tensors.keys()][0]));
    expect(() => loadTensors(attp, cut, { into: "image" })).toThrow(WeightMismatchError);
    expect(() => loadTensors(attp, counted, { into: "sound" })).toThrow("image, motion, residual");
    expect(() => loadTensors(backbone, counted, { into: "image" })).toThrow("the model has no streams");
    for (const each of [backbone, attp]) each.dispose();
  });
});

describe("loadTensors of pictures' networks", () => {
  it("resamples a vision transformer's position encodings, not its class token's", async () => {
    const tiny = { patch: 8, d: 8, depth: 1, heads: 2, classes: 3 };
    const source = createModel("vit-b-16", { ...tiny, size: 24, seed: 1 });
    const target = createModel("vit-b-16", { ...tiny, size: 32, seed: 2 });
    for (const dialect of ["torchvision", "timm"]) {
      const { tensors } = readSafetensors(await saveSafetensors(source, { dialect }));
      expect(() => loadTensors(target, tensors)).toThrow('interpolate: "bicubic"');
      expect(loadTensors(target, tensors, { interpolate: "bicubic" }).interpolated).toHaveLength(1);
      const [from, to] = [source, target].map((model) => weightsOf(model, /position/)[0]!);
      expect(to!.length).toBe(17 * 8);
      expect(to!.slice(0, 8)).toEqual(from!.slice(0, 8));
    }
    for (const each of [source, target]) each.dispose();
  });

  it("adapts a ResNet of pictures to motion vectors with classes of its own", async () => {
    const source = createModel("resnet-18", { size: 32, layers: [1], width: 4, classes: 5, seed: 1 });
    const target = createModel("resnet-18", { size: 32, layers: [1], width: 4, classes: 3, channels: 2, seed: 2 });
    const { tensors } = readSafetensors(await saveSafetensors(source));
    const report = loadTensors(
      target,
      renamed(tensors, (name) => `module.${name}`),
      { inflate: true, head: "new" },
    );
    expect(report).toMatchObject({ dialect: "torchvision", prefix: "module.", inflated: ["conv1.weight"] });
    expect(report.kept.toSorted()).toEqual(["fc.bias", "fc.weight"]);
    expect([report.missing, report.unexpected, report.mismatched]).toEqual([[], [], []]);
    for (const each of [source, target]) each.dispose();
  });
});
