import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { peerPython } from "../../../../scripts/test-resources.js";
import { createModel } from "../create-model.js";
import { InvalidSafetensorsError, StoredModelError, UnsupportedWeightsError } from "../errors.js";
import { readSafetensors } from "../weights/safetensors-reader.js";
import { writeSafetensors } from "../weights/safetensors-writer.js";
import { saveSafetensors } from "../weights/save-safetensors.js";
import { loadWeights, saveWeights } from "./load-weights.js";
import { conversionLine, readWeights } from "./read-weights.js";

const TINY = { size: 32, steps: 2, d: 8, depth: 1, heads: 2, nf: 8, gc: 4, rrdbs: 0, classes: 3, stm: { width: 4 } };
const make = (seed: number) => createModel("stm-net-tiny", { ...TINY, seed });
const values = (model: tfl.LayersModel) => model.getWeights().map((weight) => weight.dataSync());

let path: string;
let source: tfl.LayersModel;
let target: tfl.LayersModel;
beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), "cvar-weights-"));
  [source, target] = [make(1), make(2)];
});
afterEach(async () => {
  source.dispose();
  target.dispose();
  await rm(path, { recursive: true });
});

describe("loadWeights", () => {
  it.each(["a/model.safetensors", "a/folder"])("reads what saveWeights wrote to %s", async (name) => {
    const file = join(path, name);
    await saveWeights(source, file);
    const held = tf.memory().numTensors;
    const report = await loadWeights(target, file);
    expect(tf.memory().numTensors).toBe(held);
    expect(report.dialect).toBe(name.endsWith("safetensors") ? "reference" : "tfjs");
    expect(report.loaded.length).toBe(target.weights.length);
    expect(values(target)).toEqual(values(source));
  });

  it("reads tensors that are spread over several files", async () => {
    const { tensors } = readSafetensors(await saveSafetensors(source));
    const all = [...tensors];
    const parts = { "one.safetensors": all.slice(0, 5), "two.safetensors": all.slice(5) };
    const weight_map: Record<string, string> = {};
    for (const [file, part] of Object.entries(parts)) {
      await writeFile(join(path, file), writeSafetensors(new Map(part)));
      for (const [name] of part) weight_map[name] = file;
    }
    const index = join(path, "model.safetensors.index.json");
    await writeFile(index, JSON.stringify({ metadata: {}, weight_map }));
    expect((await readWeights(path)).format).toBe("sharded safetensors");
    await loadWeights(target, path);
    expect(values(target)).toEqual(values(source));

    await writeFile(index, JSON.stringify({ weight_map: { nothing: "one.safetensors" } }));
    await expect(readWeights(index)).rejects.toThrow('one.safetensors has no tensor "nothing"');
    await writeFile(index, JSON.stringify({ weight_map: { a: "../one.safetensors" } }));
    await expect(readWeights(index)).rejects.toThrow("outside the folder");
    await writeFile(index, JSON.stringify({ weight_map: { a: "three.safetensors" } }));
    await expect(readWeights(index)).rejects.toThrow(StoredModelError);
    for (const text of ["[]", "{", '{"weight_map":[]}', "null"]) {
      await writeFile(index, text);
      await expect(readWeights(index)).rejects.toThrow(StoredModelError);
    }
  });

  it("reads TensorFlow.js weights that are stored in fewer bits", async () => {
    await saveWeights(source, path);
    const json = JSON.parse(await readFile(join(path, "model.json"), "utf8"));
    const [group] = json.weightsManifest;
    const bytes = await readFile(join(path, group.paths[0]));
    const floats = new Float32Array(new Uint8Array(bytes).buffer);
    // bytes q with min + scale·q: the values 0…255 over the range of the whole file
    const [min, max] = [Math.min(...floats), Math.max(...floats)];
    const scale = (max - min) / 255;
    for (const spec of group.weights) spec.quantization = { dtype: "uint8", min, scale };
    await writeFile(
      join(path, group.paths[0]),
      Uint8Array.from(floats, (v) => Math.round((v - min) / scale)),
    );
    await writeFile(join(path, "model.json"), JSON.stringify(json));
    await loadWeights(target, path);
    const [read, wanted] = [values(target), values(source)];
    for (const [i, part] of read.entries()) {
      for (const [k, value] of part.entries()) expect(Math.abs(value - wanted[i]![k]!)).toBeLessThan(0.51 * scale);
    }
  });

  it("refuses what it does not read, saying what to do", async () => {
    const file = async (name: string, bytes: number[] | string) => {
      const full = join(path, name);
      await writeFile(full, typeof bytes === "string" ? bytes : Uint8Array.from(bytes));
      return loadWeights(target, full);
    };
    for (const [name, bytes] of [
      ["net.pth", [0x80, 2, 0x7d]],
      ["net.pt", [0x50, 0x4b, 3, 4]],
      ["renamed.safetensors", [0x50, 0x4b, 3, 4, 0, 0, 0, 0, 0]],
      ["old.safetensors", [0x80, 2, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9]],
    ] as const) {
      await expect(file(name, [...bytes])).rejects.toThrow(UnsupportedWeightsError);
      await expect(file(name, [...bytes])).rejects.toThrow("convert it with Python: import torch");
    }
    await expect(file("net.h5", "\u0089HDF")).rejects.toThrow("give a .safetensors file");
    await expect(file("net.safetensors", "nothing")).rejects.toThrow(InvalidSafetensorsError);
    await mkdir(join(path, "empty"));
    await expect(loadWeights(target, join(path, "empty"))).rejects.toThrow("is a folder without weights");
    await expect(loadWeights(target, join(path, "none"))).rejects.toThrow("no such file");
    await writeFile(join(path, "file"), "");
    await expect(saveWeights(source, join(path, "file", "a.safetensors"))).rejects.toThrow(StoredModelError);
  });

  const python = peerPython("torch", "safetensors");
  it.skipIf(python === null)("the Python line that it names converts a checkpoint", async () => {
    const safetensors = join(path, "it's.safetensors");
    await saveWeights(source, safetensors);
    const pickle = join(path, "it's.pth");
    const literal = (text: string) => JSON.stringify(text);
    const wrap = `import torch, safetensors.torch as s; torch.save({"epoch": 3, "state_dict": {"module." + k: v for k, v in s.load_file(${literal(safetensors)}).items()}}, ${literal(pickle)})`;
    execFileSync(python!, ["-c", wrap]);
    await rm(safetensors);
    const error: UnsupportedWeightsError = await loadWeights(target, pickle).catch((e) => e);
    expect(error.advice).toContain(conversionLine(pickle));
    execFileSync(python!, ["-c", conversionLine(pickle)]);
    expect((await loadWeights(target, safetensors)).prefix).toBe("module.");
    expect(values(target)).toEqual(values(source));
  });
});
