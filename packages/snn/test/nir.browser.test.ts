import { expect, it } from "vitest";
import { NirFileError, type NirGraph, nirArray, readNir, writeNir } from "../src/nir/index.js";

const graph: NirGraph = {
  type: "NIRGraph",
  nodes: {
    input: { type: "Input", shape: [2] },
    scale: { type: "Scale", scale: nirArray([2], [1, 2]) },
    output: { type: "Output", shape: [2] },
  },
  edges: [
    ["input", "scale"],
    ["scale", "output"],
  ],
};

it("writes and reads NIR files in a page", async () => {
  const file = await writeNir(graph);
  expect((await readNir(file, { isolate: false })).graph).toEqual(graph);
});

it("reads them in a worker, which a damaged file cannot break out of", async () => {
  const file = await writeNir(graph);
  expect((await readNir(new Blob([file as Uint8Array<ArrayBuffer>]))).graph).toEqual(graph);
  await expect(readNir(file.subarray(0, 500))).rejects.toThrow(NirFileError);
  expect((await readNir(file)).graph).toEqual(graph);
});
