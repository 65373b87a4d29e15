import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { NirGraph } from "../src/nir/index.js";
import { completeGraph, NirFileError, nirArray, readNir, writeNir } from "../src/nir/index.js";

const folder = fileURLToPath(new URL("nir/", import.meta.url));
const fixtures = readdirSync(folder).filter((file) => file.endsWith(".nir"));
const here = { isolate: false };

/** Every primitive once, with and without what may be left out. */
const everything: NirGraph = {
  type: "NIRGraph",
  metadata: { name: "everything", parts: { seed: 7, list: nirArray([2], [1, 2]) } },
  nodes: {
    input: { type: "Input", shape: [2, 6, 6], metadata: { unit: "A" } },
    conv2d: {
      type: "Conv2d",
      input_shape: null,
      weight: nirArray([4, 2, 3, 3], 0.1),
      bias: nirArray([4], 0),
      stride: [1, 1],
      padding: "same",
      dilation: [1, 1],
      groups: 1,
    },
    lif: {
      type: "LIF",
      tau: nirArray([], 0.02),
      r: nirArray([1], 1),
      v_leak: nirArray([4, 1, 1], [0, 0.1, 0.2, 0.3]),
      v_threshold: nirArray([], 1),
    },
    sum: { type: "SumPool2d", kernel_size: [2, 2], stride: [2, 2], padding: [0, 0] },
    mean: { type: "AvgPool2d", kernel_size: [3, 3], stride: [3, 3], padding: [0, 0] },
    flatten: { type: "Flatten", input_type: null, start_dim: 0, end_dim: -1 },
    affine: { type: "Affine", weight: nirArray([8, 4], 0.5), bias: nirArray([8], 1) },
    inner: {
      type: "NIRGraph",
      nodes: {
        in: { type: "Input", shape: [8] },
        cuba: {
          type: "CubaLIF",
          tau_syn: nirArray([8], 0.01),
          tau_mem: nirArray([8], 0.02),
          r: nirArray([8], 1),
          v_leak: nirArray([8], 0),
          v_threshold: nirArray([8], 1),
        },
        back: { type: "Linear", weight: nirArray([8, 8], 0.1) },
        out: { type: "Output", shape: [8] },
      },
      edges: [
        ["in", "cuba"],
        ["cuba", "back"],
        ["back", "cuba"],
        ["cuba", "out"],
      ],
    },
    delay: { type: "Delay", delay: nirArray([8], 0.002) },
    scale: { type: "Scale", scale: nirArray([8], 2) },
    threshold: { type: "Threshold", threshold: nirArray([8], 0.5) },
    if: { type: "IF", r: nirArray([8], 1), v_threshold: nirArray([8], 1), v_reset: nirArray([8], -1) },
    i: { type: "I", r: nirArray([8], 1) },
    li: { type: "LI", tau: nirArray([8], 0.01), r: nirArray([8], 1), v_leak: nirArray([8], 0) },
    cubali: {
      type: "CubaLI",
      tau_syn: nirArray([8], 0.01),
      tau_mem: nirArray([8], 0.02),
      r: nirArray([8], 1),
      v_leak: nirArray([8], 0),
      w_in: nirArray([8], 2),
    },
    output: { type: "Output", shape: [8] },
  },
  edges: [
    ["input", "conv2d"],
    ["conv2d", "lif"],
    ["lif", "sum"],
    ["sum", "mean"],
    ["mean", "flatten"],
    ["flatten", "affine"],
    ["affine", "inner"],
    ["inner", "delay"],
    ["delay", "scale"],
    ["scale", "threshold"],
    ["threshold", "if"],
    ["if", "i"],
    ["i", "li"],
    ["li", "cubali"],
    ["cubali", "output"],
  ],
};

const oneAxis: NirGraph = {
  type: "NIRGraph",
  nodes: {
    input: { type: "Input", shape: [2, 9] },
    conv1d: {
      type: "Conv1d",
      input_shape: null,
      weight: nirArray([3, 2, 3], 1),
      bias: nirArray([3], 0),
      stride: 2,
      padding: 1,
      dilation: 1,
      groups: 1,
    },
    output: { type: "Output", shape: [3, 5] },
  },
  edges: [
    ["input", "conv1d"],
    ["conv1d", "output"],
  ],
};

describe("NIR files", () => {
  it.each(fixtures)("%s comes back the same", async (file) => {
    const first = await readNir(readFileSync(join(folder, file)), here);
    const again = await readNir(await writeNir(first.graph), here);
    expect(again).toEqual(first);
    expect(first.version).toMatch(/^\d+\.\d+/);
  });

  it.each([
    ["every primitive", everything],
    ["a convolution along one axis", oneAxis],
  ])("%s comes back with what was left out filled in", async (_, graph) => {
    const { graph: back } = await readNir(await writeNir(graph), here);
    expect(back).toEqual(sorted(completeGraph(graph), back));
  });

  it("reads in a thread of its own", async () => {
    const bytes = readFileSync(join(folder, "recurrent.nir"));
    const { graph } = await readNir(bytes);
    expect(graph).toEqual((await readNir(new Blob([bytes]), here)).graph);
    expect(graph.metadata).toEqual({ made: "by hand", seed: 7 });
  });
});

const python = process.env.CVAR_PYTHON ?? "python3";
const hasNir = (() => {
  try {
    execFileSync(python, ["-c", "import nir"], { stdio: "ignore" });
    return true;
  } catch {
    console.log(`skipped: ${python} has no package nir (CVAR_PYTHON names another Python): tests that hand it files`);
    return false;
  }
})();

describe.runIf(hasNir)("Python's nir.read", () => {
  it("reads what is written here, and finds the same shapes and numbers", async () => {
    const place = mkdtempSync(join(tmpdir(), "cvar-nir-"));
    try {
      writeFileSync(join(place, "everything.nir"), await writeNir(everything));
      writeFileSync(join(place, "one.nir"), await writeNir(oneAxis));
      const program = `
import nir, sys, json
g = nir.read(sys.argv[1] + "/everything.nir")
h = nir.read(sys.argv[1] + "/one.nir")
n = g.nodes
print(json.dumps([len(n), len(g.edges), g.metadata["parts"]["list"].tolist(), g.metadata["name"],
  n["lif"].v_leak[:, 1, 2].astype(float).round(3).tolist(), list(n["lif"].tau.shape), n["conv2d"].padding, n["conv2d"].input_shape.tolist(),
  n["cubali"].w_in.tolist(), n["inner"].nodes["cuba"].v_reset.tolist(), h.nodes["conv1d"].output_type["output"].tolist(),
  nir.serialization.read_version(sys.argv[1] + "/one.nir")]))`;
      const said = execFileSync(python, ["-c", program, place], { encoding: "utf8" });
      expect(JSON.parse(said)).toEqual([
        ...[16, 15, [1, 2], "everything", [0, 0.1, 0.2, 0.3], [4, 6, 6], "same", [6, 6]],
        ...[new Array(8).fill(2), new Array(8).fill(0), [3, 5], "1.0.8"],
      ]);
    } finally {
      rmSync(place, { recursive: true });
    }
  });
});

describe("damaged NIR files", () => {
  const good = readFileSync(join(folder, "nested.nir"));

  it.each<[string, Uint8Array]>([
    ["nothing", new Uint8Array(0)],
    ["text", new TextEncoder().encode("no HDF5 at all, but long enough to look at it twice")],
    ["the first half", good.subarray(0, good.length / 2)],
  ])("%s", async (_, bytes) => {
    await expect(readNir(bytes)).rejects.toThrow(NirFileError);
  });

  it("a limit of numbers", async () => {
    await expect(readNir(good, { ...here, maxBytes: 100 })).rejects.toThrow(/more than 100 bytes/);
  });

  it("a thread that takes too long", async () => {
    await expect(readNir(good, { milliseconds: 0 })).rejects.toThrow(/not read within 0 ms/);
  });
});

/** HDF5 keeps no order of names: the nodes of `graph` in the order of `like`. */
function sorted(graph: NirGraph, like: NirGraph): NirGraph {
  const nodes = Object.keys(like.nodes).map((name) => {
    const [node, other] = [graph.nodes[name]!, like.nodes[name]!];
    return [name, node.type === "NIRGraph" ? sorted(node, other as NirGraph) : node];
  });
  return { ...graph, nodes: Object.fromEntries(nodes) };
}
