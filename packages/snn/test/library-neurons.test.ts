import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import * as snn from "../src/index.js";
import { distance, onEveryBackend } from "./backends.js";
import neurons from "./fixtures/neurons.json" with { type: "json" };

/** A case of fixtures/neurons.json; see fixtures/generate-neurons.py. */
interface Case {
  preset: string;
  options: Record<string, unknown>;
  surrogate: [string, number?] | null;
  gain: number;
  learned: Record<string, { shape: number[]; value: number | number[]; gradient: number | number[] }>;
  spikes: string[];
  potential: number[][];
  dx: number[][];
}

const fixture = neurons as unknown as {
  x: number[][];
  w: number[][];
  w2: number[][];
  cases: Case[];
};

type Sequence = (x: tf.Tensor, state: null, params: never, options: snn.SequenceOptions) => snn.NeuronStep<unknown>;
type Preset = (options: object) => object;

const sequences: Record<string, Sequence> = {
  "snnTorch.leaky": snn.lifSequence,
  "snnTorch.synaptic": snn.synapticSequence,
  "snnTorch.rleaky": snn.recurrentLifSequence,
  "snnTorch.alpha": snn.alphaSequence,
  "snnTorch.lapicque": snn.lifSequence,
  "snnTorch.slstm": snn.slstmSequence,
  "snnTorch.sconv2dlstm": snn.sconv2dLstmSequence,
  "spikingJelly.ifNode": snn.lifSequence,
  "spikingJelly.lifNode": snn.lifSequence,
  "spikingJelly.parametricLifNode": snn.parametricLifSequence,
  "spikingJelly.qifNode": snn.quadraticIfSequence,
  "spikingJelly.eifNode": snn.exponentialIfSequence,
  "spikingJelly.izhikevichNode": snn.izhikevichSequence,
  "norse.lifBox": snn.lifSequence,
  "norse.lif": snn.synapticSequence,
  "norse.iaf": snn.lifSequence,
  "norse.izhikevich": snn.izhikevichSequence,
};

const presets = { snnTorch: snn.snnTorch, spikingJelly: snn.spikingJelly, norse: snn.norse };

/** The preset's params for the options, with learned parameters as tensors, and its neuron over [B = 1, T, N]. */
function run(c: Case, x: tf.Tensor, learned: Record<string, tf.Tensor>) {
  const [library, name] = c.preset.split(".") as [keyof typeof presets, string];
  const functions = presets[library] as unknown as Record<string, Preset & ((value?: number) => snn.SurrogateSpec)>;
  const surrogate = c.surrogate ? { surrogate: functions[c.surrogate[0]]!(c.surrogate[1]) } : {};
  const params = functions[name]!({ ...c.options, ...learned, ...surrogate });
  const { recurrentKernel, recurrentBias } = learned;
  const recurrent = recurrentKernel && c.preset === "snnTorch.rleaky" ? { recurrentKernel, recurrentBias } : {};
  const images = c.preset === "snnTorch.sconv2dlstm"; // maps of 2×2 pixels
  const input = images ? tf.reshape(x, [1, -1, 2, 2, 1]) : x;
  const out = sequences[c.preset]!(input, null, { ...params, ...recurrent } as never, { timeAxis: 1 });
  if (!images) return out;
  return { ...out, spikes: tf.reshape(out.spikes, x.shape), potential: tf.reshape(out.potential, x.shape) };
}

onEveryBackend("snnTorch, SpikingJelly and Norse, by their presets", () => {
  it.for(
    fixture.cases.map((c, i) => [`${i} ${c.preset} ${JSON.stringify(c.options)} ${c.surrogate ?? ""}`, c] as const),
  )("%s", ([, c]) => {
    const batch = (rows: number[][]) => tf.expandDims(tf.tensor2d(rows), 0);
    const x = tf.mul(batch(fixture.x), c.gain);
    const names = Object.keys(c.learned);
    const learned = names.map((name) => tf.tensor(c.learned[name]!.value, c.learned[name]!.shape as [number]));
    const record = (tensors: tf.Tensor[]) => Object.fromEntries(tensors.map((t, i) => [names[i]!, t]));
    const out = tf.tidy(() => {
      const { spikes, potential } = run(c, x, record(learned));
      return { spikes, potential };
    });
    expect([...out.spikes.dataSync()].join("")).toBe(c.spikes.join(""));
    expect(distance(out.potential.dataSync(), c.potential.flat())).toBeLessThan(1e-5);
    const loss = (input: tf.Tensor, ...tensors: tf.Tensor[]) => {
      const { spikes, potential } = run(c, input, record(tensors));
      const ofSpikes = tf.sum(tf.mul(batch(fixture.w), spikes));
      const ofPotentials = tf.mul(tf.sum(tf.mul(batch(fixture.w2), potential)), 0.1);
      // What the loss does not depend on has the gradient 0; tf.grads refuses it.
      const unused = tensors.map((t) => tf.mul(tf.sum(t), 0));
      return tf.addN([ofSpikes, ofPotentials, ...unused]) as tf.Scalar;
    };
    const [dx, ...gradients] = tf.grads(loss)([x, ...learned]);
    expect(distance(dx!.dataSync(), c.dx.flat())).toBeLessThan(1e-5);
    names.forEach((name, i) => {
      expect(distance(gradients[i]!.dataSync(), [c.learned[name]!.gradient].flat()), name).toBeLessThan(1e-5);
    });
  });
});
