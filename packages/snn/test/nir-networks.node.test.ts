import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { InvalidOptionError, ShapeMismatchError } from "../src/index.js";
import type { NirGraph, NirNode } from "../src/nir/index.js";
import { InvalidGraphError, nirArray, nirNetwork } from "../src/nir/index.js";
import { distance, onEveryBackend } from "./backends.js";
import { FIXTURES, fixtureBehaviour, fixtureGraph, sampleChannelsLast } from "./nir/fixtures.js";

onEveryBackend("NIR networks", () => {
  it.each(FIXTURES)("%s does what its simulation does, at once and step by step", async (name) => {
    const { dt, method, input, output } = fixtureBehaviour(name);
    const network = nirNetwork(await fixtureGraph(name), { dt, method });
    const x = sampleChannelsLast(input);
    const { outputs } = network.run(x, null);
    expect(distance(outputs.output!.dataSync(), output.data)).toBeLessThan(1e-5);
    let state = null;
    for (const [t, now] of tf.unstack(x, 1).entries()) {
      const step = network.step(now, state);
      state = step.state;
      const expected = output.data.slice(t * output.shape[1]!, (t + 1) * output.shape[1]!);
      expect(distance(step.outputs.output!.dataSync(), expected)).toBeLessThan(1e-5);
    }
  });

  it.each(FIXTURES)("%s keeps no tensors", async (name) => {
    const { dt, method, input } = fixtureBehaviour(name);
    const graph = await fixtureGraph(name);
    const start = tf.memory().numTensors;
    const network = nirNetwork(graph, { dt, method });
    const x = sampleChannelsLast(input);
    const loaded = tf.memory().numTensors;
    for (let i = 0; i < 3; i++) {
      const first = network.run(x, null);
      tf.dispose(network.run(x, first.state) as unknown as tf.TensorContainer);
      tf.dispose(first as unknown as tf.TensorContainer);
      expect(tf.memory().numTensors).toBe(loaded);
    }
    network.dispose();
    tf.dispose(x);
    expect(tf.memory().numTensors).toBeLessThanOrEqual(start + 3);
  });
});

describe("what is refused", () => {
  const neuron = { r: nirArray([2], 1), v_threshold: nirArray([2], 1) };
  const chain = (node: NirNode, shape = [2]): NirGraph => ({
    type: "NIRGraph",
    nodes: { in: { type: "Input", shape }, node, out: { type: "Output", shape: [2] } },
    edges: [
      ["in", "node"],
      ["node", "out"],
    ],
  });
  const run = (graph: NirGraph, dt = 1e-3) => nirNetwork(graph, { dt });

  it.each<[string, NirGraph, RegExp]>([
    ["an edge to no node", { ...chain({ type: "IF", ...neuron }), edges: [["in", "nobody"]] }, /at nobody: .*no node/],
    ["shapes that do not meet", chain({ type: "IF", ...neuron }, [3]), /at node: IF takes .*\[2\].*\[3\]/],
    ["an array too short", chain({ type: "Scale", scale: { shape: [2], data: new Float32Array(1) } }), /1 numbers/],
    [
      "a time constant of 0",
      chain({ type: "LI", tau: nirArray([2], 0), r: nirArray([2], 1), v_leak: nirArray([2], 0) }),
      /at node: tau/,
    ],
    ["a delay below 0", chain({ type: "Delay", delay: nirArray([2], -1) }), /delay of -1 s/],
    ["a node apart", { ...chain({ type: "IF", ...neuron }), edges: [["in", "node"]] }, /at out: no edge leads here/],
  ])("%s", (_, graph, message) => {
    expect(() => run(graph)).toThrow(message);
    expect(() => run(graph)).toThrow(InvalidGraphError);
  });

  it("another input, another method, another step", () => {
    const network = run(chain({ type: "IF", ...neuron }));
    expect(() => network.run(tf.zeros([1, 4, 3]), null)).toThrow(ShapeMismatchError);
    expect(() => network.run(tf.zeros([1, 0, 2]), null)).toThrow(ShapeMismatchError);
    expect(() => network.run({ other: tf.zeros([1, 4, 2]) }, null)).toThrow(InvalidOptionError);
    expect(() => run(chain({ type: "IF", ...neuron }), 0)).toThrow(InvalidOptionError);
  });
});
