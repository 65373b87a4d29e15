import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { sharedFile } from "../../../scripts/shared-file.js";
import type { NirGraph, NirOperation } from "../src/nir/index.js";
import { nirArray, nirNetwork } from "../src/nir/index.js";
import { distance, onEveryBackend } from "./backends.js";

interface GoldenCase {
  readonly lib: string;
  readonly dt: number;
  readonly spk: number[][];
  readonly v: number[][];
  readonly i?: number[][];
  readonly [parameter: string]: unknown;
}

const file = await sharedFile("golden", "snn.json");
const golden = file && (JSON.parse(new TextDecoder().decode(file)) as { x: number[][]; cases: GoldenCase[] });
const cases = (golden?.cases ?? []).filter(({ lib }) => lib.startsWith("nir."));

/** The neuron of a case, for 1 or more neurons of its parameters. */
function nodeOf(c: GoldenCase, size: number): NirOperation {
  const array = (name: string) => nirArray([size], c[name] as number);
  if (c.lib === "nir.LIF(euler)") {
    const thresholds = { v_threshold: array("vth"), v_reset: array("vr") };
    return { type: "LIF", tau: array("tau"), r: array("r"), v_leak: array("vl"), ...thresholds };
  }
  const membrane = { r: array("r"), v_leak: array("v_leak"), v_threshold: array("v_threshold") };
  const synapse = { tau_syn: array("tau_syn"), tau_mem: array("tau_mem"), w_in: array("w_in") };
  return { type: "CubaLIF", ...synapse, ...membrane, v_reset: array("v_reset") };
}

const suite = golden ? onEveryBackend : (title: string) => it.skip(title, () => {});

suite("golden traces of NIR's neurons", () => {
  it("has cases", () => expect(cases).toHaveLength(2));

  it.each(cases.map((c) => [c.lib, c] as const))("%s: spikes, potentials, currents", (_, c) => {
    // [T, batch] there; one neuron for each column here.
    const size = golden!.x[0]!.length;
    const graph: NirGraph = {
      type: "NIRGraph",
      nodes: {
        in: { type: "Input", shape: [size] },
        neuron: nodeOf(c, size),
        out: { type: "Output", shape: [size] },
      },
      edges: [
        ["in", "neuron"],
        ["neuron", "out"],
      ],
    };
    const network = nirNetwork(graph, { dt: c.dt });
    let state = null;
    for (const [t, row] of golden!.x.entries()) {
      const step = network.step(tf.tensor([row]), state);
      state = step.state;
      expect([...step.outputs.out!.dataSync()]).toEqual(c.spk[t]);
      expect(distance(state.nodes.neuron!.potential!.dataSync(), c.v[t]!)).toBeLessThan(1e-5);
      if (c.i) expect(distance(state.nodes.neuron!.current!.dataSync(), c.i[t]!)).toBeLessThan(1e-5);
    }
  });
});
