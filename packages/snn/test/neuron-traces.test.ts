import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import * as snn from "../src/index.js";
import { distance, onEveryBackend } from "./backends.js";

type Run = (x: tf.Tensor, state: never, params: never) => snn.NeuronStep<object>;

interface Trace {
  name: string;
  params: () => object;
  /** One entry per step: a number, or one per neuron. */
  x: (number | number[])[];
  u: (number | number[])[];
  o: (number | number[])[];
}

interface Neuron {
  step: Run;
  sequence: Run;
  traces: Trace[];
}

const adaptive = { leak: 0.5, threshold: 1, adaptationLeak: 0.5, adaptationStrength: 0.5 };
const alpha = { excitatoryLeak: 0.5, inhibitoryLeak: 0.25, threshold: 0.45 };
const quadratic = { timeConstant: 2, critical: 0.5, curvature: 2, threshold: 1 };
const exponential = { timeConstant: 2, sharpness: 1, rheobase: 0, threshold: 1 };
const izhikevich = {
  dt: 0.5,
  quadratic: 1,
  linear: 0,
  constant: 0,
  recoveryRate: 1,
  recoverySensitivity: 0.5,
  recoveryJump: 0.25,
  threshold: 1,
  initial: 0,
  reset: 0,
};
const recurrent = { leak: 0.5, threshold: 1, feedback: -0.5 };
const matrix = () => ({
  leak: 0.5,
  threshold: 1,
  recurrentKernel: tf.tensor2d([0, 1, -1, 0], [2, 2]),
  recurrentBias: tf.tensor1d([0.25, 0]),
});
// Gates of nothing but a bias: σ(0) = 1/2 for i, f and o, tanh = 1/2 for g. c: 1/4, 3/8, 7/16, 15/32
const gates = () => ({
  kernel: tf.zeros<tf.Rank.R2>([1, 4]),
  recurrentKernel: tf.zeros<tf.Rank.R2>([1, 4]),
  bias: tf.tensor1d([0, 0, Math.atanh(0.5), 0]),
  threshold: 0.15,
});
const hidden = [0.25, 0.375, 0.4375, 0.46875].map((c) => Math.tanh(c) / 2);
const [h0, h1, h2, h3] = hidden as [number, number, number, number];

/** By hand, from the equations in each neuron's documentation. */
const neurons: Record<string, Neuron> = {
  "parametric LIF": {
    step: snn.parametricLifStep,
    sequence: snn.parametricLifSequence,
    traces: [
      {
        name: "w = 0: τ = 2; subtract, delayed",
        params: () => ({ weight: 0, threshold: 1 }),
        x: [3, 1, 2.5, 0],
        // 1.5 | .75 + .5 − 1 | .125 + 1.25 | .6875 − 1
        u: [1.5, 0.25, 1.375, -0.3125],
        o: [1, 0, 1, 0],
      },
      {
        name: "zero, same step",
        params: () => ({ weight: 0, threshold: 1, reset: "zero", timing: "same-step" }),
        x: [3, 1, 2.5, 0],
        u: [0, 0.5, 0, 0],
        o: [1, 0, 1, 0],
      },
      {
        name: "none, input not divided",
        params: () => ({ weight: 0, threshold: 1, reset: "none", decayInput: false }),
        x: [1.5, 0.5, 0, 0],
        u: [1.5, 1.25, 0.625, 0.3125],
        o: [1, 1, 0, 0],
      },
      {
        name: "τ = 4, rest and initial potential",
        params: () => ({ weight: snn.weightOfTimeConstant(4), threshold: 9, rest: 1, initial: 2 }),
        x: [0, 4],
        // 2 + (0 − 1)/4 | 1.75 + (4 − .75)/4
        u: [1.75, 2.5625],
        o: [0, 0],
      },
    ],
  },
  adaptive: {
    step: snn.adaptiveLifStep,
    sequence: snn.adaptiveLifSequence,
    traces: [
      {
        name: "subtract, delayed",
        params: () => adaptive,
        x: [1.5, 1, 1.5, 0, 2],
        // a: 0, 1, .5, 1.25, .625; A: 1, 1.5, 1.25, 1.625, 1.3125
        u: [1.5, 0.75, 1.875, -0.0625, 1.96875],
        o: [1, 0, 1, 0, 1],
      },
      {
        name: "subtract, same step",
        params: () => ({ ...adaptive, timing: "same-step" }),
        x: [1.5, 1, 1.5, 0, 2],
        // 1.5 − 1 | .25 + 1 | .625 + 1.5 − 1 | .5625 | .28125 + 2 − 1
        u: [0.5, 1.25, 1.125, 0.5625, 1.28125],
        o: [1, 0, 1, 0, 1],
      },
      {
        name: "subtract, compensated",
        params: () => ({ ...adaptive, timing: "compensated" }),
        x: [2.5, 0.5, 0],
        // 2.5 − 1 | .75 + .5 − 1 does not reach A = 1.5: given back | .625
        u: [1.5, 1.25, 0.625],
        o: [1, 0, 0],
      },
      {
        name: "zero, same step",
        params: () => ({ ...adaptive, reset: "zero", timing: "same-step" }),
        x: [1.5, 1, 1.5, 0, 2],
        // 0 | 1 < 1.5 | .5 + 1.5 = 2 | 0 | 2
        u: [0, 1, 0, 0, 0],
        o: [1, 0, 1, 0, 1],
      },
      {
        name: "to a value, delayed",
        params: () => ({ ...adaptive, reset: -0.5 }),
        x: [1.5, 1, 1.5, 0],
        // 1.5 | −.25 + 1 | .375 + 1.5 | −.25
        u: [1.5, 0.75, 1.875, -0.25],
        o: [1, 0, 1, 0],
      },
      {
        name: "none: only the threshold moves",
        params: () => ({ ...adaptive, reset: "none" }),
        x: [1.5, 1, 1.5, 0, 2],
        // A: 1, 1.5, 1.75, 1.875, 1.4375
        u: [1.5, 1.75, 2.375, 1.1875, 2.59375],
        o: [1, 1, 1, 0, 1],
      },
    ],
  },
  alpha: {
    step: snn.alphaStep,
    sequence: snn.alphaSequence,
    // α = 1/2, β = 1/4: τ = ln ½ / (ln ¼ − ln ½) + 1 = 2
    traces: [
      {
        name: "none",
        params: () => ({ ...alpha, reset: "none" }),
        x: [1, 1, 0, 0],
        // e: 1, 1.5, .75, .375; i: −1, −1.25, −.3125, −.078125
        u: [0, 0.5, 0.875, 0.59375],
        o: [0, 1, 1, 1],
      },
      {
        name: "zero, delayed (snnTorch)",
        params: () => alpha,
        x: [1, 1, 0, 1],
        u: [0, 0.5, 0, 0],
        o: [0, 1, 0, 0],
      },
      {
        name: "zero, same step",
        params: () => ({ ...alpha, timing: "same-step" }),
        x: [1, 1, 0, 1],
        u: [0, 0, 0, 0],
        o: [0, 1, 0, 0],
      },
      {
        name: "subtract, delayed",
        params: () => ({ ...alpha, reset: "subtract" }),
        x: [1, 1, 0, 1],
        // e: 1, 1.5, .75 − .225, 1.2625; i: −1, −1.25, −.3125, −1.078125
        u: [0, 0.5, 0.425, 0.36875],
        o: [0, 1, 0, 0],
      },
      {
        name: "subtract, same step",
        params: () => ({ ...alpha, reset: "subtract", timing: "same-step" }),
        x: [1, 1, 0, 1],
        // e: 1, 1.275, .6375 − .225, 1.20625
        u: [0, 0.05, 0.2, 0.25625],
        o: [0, 1, 1, 0],
      },
      {
        name: "subtract as snnTorch 1.0.0 does",
        params: () => ({ ...alpha, reset: "snnTorchSubtract" }),
        x: [1, 1, 0, 1],
        // e: .75 − .45 = .3; i: 0; u: .875 − 1.25 | 2·(.15 + 1 − 1)
        u: [0, 0.5, -0.375, 0.3],
        o: [0, 1, 0, 0],
      },
    ],
  },
  quadratic: {
    step: snn.quadraticIfStep,
    sequence: snn.quadraticIfSequence,
    // u + (x + 2u(u − ½))/2 = ½u + u² + ½x
    traces: [
      {
        name: "subtract, delayed",
        params: () => quadratic,
        x: [1, 1.5, 0],
        // .5 | .25 + .25 + .75 | .625 + 1.5625 − 1
        u: [0.5, 1.25, 1.1875],
        o: [0, 1, 1],
      },
      {
        name: "subtract, same step",
        params: () => ({ ...quadratic, timing: "same-step" }),
        x: [1, 1.5, 0, 1],
        u: [0.5, 0.25, 0.1875, 0.62890625],
        o: [0, 1, 0, 0],
      },
      {
        name: "zero, delayed",
        params: () => ({ ...quadratic, reset: "zero" }),
        x: [1, 1.5, 0, 1],
        u: [0.5, 1.25, 0, 0.5],
        o: [0, 1, 0, 0],
      },
      {
        name: "to a value, same step",
        params: () => ({ ...quadratic, reset: -0.5, timing: "same-step" }),
        x: [1, 1.5, 0, 1],
        u: [0.5, -0.5, 0, 0.5],
        o: [0, 1, 0, 0],
      },
      {
        name: "to a value, compensated",
        params: () => ({ ...quadratic, reset: -0.5, timing: "compensated" }),
        x: [1, 1.5, 0, 1],
        u: [0.5, -0.5, 0, 0.5],
        o: [0, 1, 0, 0],
      },
      {
        name: "none",
        params: () => ({ ...quadratic, reset: "none" }),
        x: [1, 1.5, 0, 1],
        u: [0.5, 1.25, 2.1875, 6.37890625],
        o: [0, 1, 1, 1],
      },
    ],
  },
  exponential: {
    step: snn.exponentialIfStep,
    sequence: snn.exponentialIfSequence,
    // u + (x − u + eᵘ)/2
    traces: [
      {
        name: "zero, same step",
        params: () => ({ ...exponential, reset: "zero", timing: "same-step" }),
        x: [2, 0, 0],
        // 1.5 | .5 | .25 + e^½/2 = 1.074
        u: [0, 0.5, 0],
        o: [1, 0, 1],
      },
      {
        name: "zero, delayed",
        params: () => ({ ...exponential, reset: "zero" }),
        x: [2, 0],
        u: [1.5, 0.5],
        o: [1, 0],
      },
      {
        name: "to a value, delayed",
        params: () => ({ ...exponential, reset: -1 }),
        x: [2, 0],
        u: [1.5, -0.5 + Math.exp(-1) / 2],
        o: [1, 0],
      },
      {
        name: "subtract, delayed",
        params: () => exponential,
        x: [2, 0],
        u: [1.5, 0.75 + Math.exp(1.5) / 2 - 1],
        o: [1, 1],
      },
      {
        name: "none, rest",
        params: () => ({ ...exponential, reset: "none", rest: 1 }),
        x: [1, 0],
        u: [1.5, 1.25 + Math.exp(1.5) / 2],
        o: [1, 1],
      },
    ],
  },
  Izhikevich: {
    step: snn.izhikevichStep,
    sequence: snn.izhikevichSequence,
    // v + ½(v² − w + x), w/2 + v/4
    traces: [
      {
        name: "set to 0",
        params: () => izhikevich,
        x: [1, 2, 0, 3],
        // w: 0, .125 + .25, .1875
        u: [0.5, 0, -0.1875, 0],
        o: [0, 1, 0, 1],
      },
      {
        name: "set to a value",
        params: () => ({ ...izhikevich, reset: -1 }),
        x: [1, 2, 0],
        // −1 + ½(1 − .375)
        u: [0.5, -1, -0.6875],
        o: [0, 1, 0],
      },
      {
        name: "the recovery follows the charged potential (SpikingJelly)",
        params: () => ({ ...izhikevich, recoveryFollows: "charged", initialRecovery: 0 }),
        x: [1, 2, 0],
        // w: .125 | .5 + ½(.25 − .125 + 2) = 1.5625, w = .0625 + .390625 + .25
        u: [0.5, 0, -0.3515625],
        o: [0, 1, 0],
      },
      {
        name: "subtract",
        params: () => ({ ...izhikevich, reset: "subtract" }),
        x: [1, 2, 0],
        // 1.625 − 1 | .625 + ½(.390625 − .375)
        u: [0.5, 0.625, 0.6328125],
        o: [0, 1, 0],
      },
      {
        name: "none",
        params: () => ({ ...izhikevich, reset: "none" }),
        x: [1, 2, 0],
        // 1.625 + ½(2.640625 − .375)
        u: [0.5, 1.625, 2.7578125],
        o: [0, 1, 1],
      },
      {
        name: "the parabola by its roots",
        params: () => ({ ...izhikevich, linear: 7, recoveryRest: 0.5, critical: -1 }),
        x: [1, 0.5],
        // w at rest: .5·(0 − .5) = −.25; v: ½((−.5)·1 + .25 + 1) = .375; w: −.25
        // .375 + ½((−.125)·1.375 + .25 + .5)
        u: [0.375, 0.6640625],
        o: [0, 0],
      },
      {
        name: "Izhikevich's own constants: −65 mV and w = −13 at rest",
        params: () => ({}),
        x: [0, 10],
        // 0.04·4225 − 325 + 140 + 13 = −3 | at −68: 184.96 − 340 + 140 + 13 + 10 = 7.96 (w: −13 + .02·(−13 + 13))
        u: [-68, -60.04],
        o: [0, 0],
      },
    ],
  },
  recurrent: {
    step: snn.recurrentLifStep,
    sequence: snn.recurrentLifSequence,
    traces: [
      {
        name: "one to one; subtract, delayed",
        params: () => recurrent,
        x: [1.5, 1.5, 1, 0],
        // 1.5 | .75 + 1.5 − .5 − 1 | .375 + 1 | .6875 − .5 − 1
        u: [1.5, 0.75, 1.375, -0.8125],
        o: [1, 0, 1, 0],
      },
      {
        name: "one to one; zero, same step",
        params: () => ({ ...recurrent, reset: "zero", timing: "same-step" }),
        x: [1.5, 1.25, 1],
        u: [0, 0.75, 0],
        o: [1, 0, 1],
      },
      {
        name: "one to one; zero, delayed, dropping the input (snnTorch RLeaky)",
        params: () => ({ ...recurrent, reset: "zero", resetDropsInput: true }),
        x: [1.5, 1.25, 1.25],
        u: [1.5, 0, 1.25],
        o: [1, 0, 1],
      },
      {
        name: "one to one; none",
        params: () => ({ ...recurrent, reset: "none" }),
        x: [1.5, 1.5, 0],
        // .75 + 1 | .875 − .5
        u: [1.5, 1.75, 0.375],
        o: [1, 1, 0],
      },
      {
        name: "all to all; subtract, delayed",
        params: matrix,
        x: [
          [1.5, 0],
          [0, 0.5],
          [2, 0],
        ],
        // neuron 0 drives 1 by 1, neuron 1 drives 0 by −1; bias [.25, 0]
        u: [
          [1.75, 0],
          [0.125, 1.5],
          [1.3125, -0.25],
        ],
        o: [
          [1, 0],
          [0, 1],
          [1, 0],
        ],
      },
    ],
  },
  "spiking LSTM": {
    step: snn.slstmStep,
    sequence: snn.slstmSequence,
    traces: [
      { name: "none", params: gates, x: [1, 1, 1, 1], u: hidden, o: [0, 1, 1, 1] },
      {
        name: "subtract, delayed",
        params: () => ({ ...gates(), reset: "subtract" }),
        x: [1, 1, 1, 1],
        u: [h0, h1, h2 - 0.15, h3],
        o: [0, 1, 0, 1],
      },
      {
        name: "zero, delayed",
        params: () => ({ ...gates(), reset: "zero" }),
        x: [1, 1, 1, 1],
        u: [h0, h1, 0, h3],
        o: [0, 1, 0, 1],
      },
      {
        name: "to a value, same step",
        params: () => ({ ...gates(), reset: -0.5, timing: "same-step" }),
        x: [1, 1, 1, 1],
        u: [h0, -0.5, -0.5, -0.5],
        o: [0, 1, 1, 1],
      },
    ],
  },
};

const all = Object.entries(neurons).flatMap(([kind, { step, sequence, traces }]) =>
  traces.map((trace) => ({ ...trace, kind, step, sequence })),
);

const tensors = (state: object) => state as Record<string, tf.Tensor>;

onEveryBackend("neurons by hand", () => {
  it.each(all)("$kind: $name", ({ step, sequence, params, x, u, o }) => {
    const width = [x[0]!].flat().length;
    const input = tf.tensor(x.flat(), [1, x.length, width]);
    const out = sequence(input, null as never, params() as never);
    expect(distance(out.potential.dataSync(), u.flat())).toBeLessThan(1e-6);
    expect([...out.spikes.dataSync()]).toEqual(o.flat());
    let state: Record<string, tf.Tensor> | null = null;
    x.forEach((row, t) => {
      const now = step(tf.tensor([row].flat(), [1, width]), state as never, params() as never);
      state = tensors(now.state);
      expect(distance(now.potential.dataSync(), [u[t]!].flat())).toBeLessThan(1e-6);
      expect([...now.spikes.dataSync()]).toEqual([o[t]!].flat());
    });
    for (const [name, tensor] of Object.entries(tensors(out.state))) {
      expect(distance(tensor.dataSync(), state![name]!.dataSync()), name).toBeLessThan(1e-6);
    }
  });

  it.each(Object.entries(neurons))("%s: keeps what it returns, and goes on from a state", (_, neuron) => {
    const { params, x } = neuron.traces[0]!;
    const width = [x[0]!].flat().length;
    const bound = params();
    const input = tf.randomUniform([3, 6, width], -0.2, 1.8, "float32", 4);
    const [first, rest] = tf.split(input, 2, 1) as [tf.Tensor, tf.Tensor];
    const before = tf.memory().numTensors;
    const whole = neuron.sequence(input, null as never, bound as never);
    const kept = new Set([whole.potential, whole.spikes, ...Object.values(tensors(whole.state))].map(({ id }) => id));
    expect(tf.memory().numTensors).toBe(before + kept.size);
    tf.dispose(whole.potential);
    tf.dispose(whole.spikes);
    const half = neuron.sequence(first, null as never, bound as never);
    const end = neuron.sequence(rest, half.state as never, bound as never);
    for (const [name, tensor] of Object.entries(tensors(end.state))) {
      expect(distance(tensor.dataSync(), tensors(whole.state)[name]!.dataSync()), name).toBeLessThan(1e-5);
    }
    const early = tf.memory().numTensors;
    const one = neuron.step(tf.zeros([3, width]), half.state as never, bound as never);
    const made = new Set([one.potential, one.spikes, ...Object.values(tensors(one.state))].map(({ id }) => id));
    expect(tf.memory().numTensors).toBe(early + 1 + made.size);
  });
});

onEveryBackend("neurons that cannot be", () => {
  const x = () => tf.zeros([2, 3, 4]);
  const cases: [string, () => unknown, string, string][] = [
    ["weight", () => snn.parametricLifSequence(x(), null, { weight: Number.NaN, threshold: 1 }), "weight is NaN", "O"],
    ["threshold", () => snn.adaptiveLifSequence(x(), null, { ...adaptive, threshold: -1 }), "threshold is -1", "O"],
    ["ρ", () => snn.adaptiveLifSequence(x(), null, { ...adaptive, adaptationLeak: 2 }), "adaptationLeak is 2", "O"],
    ["α", () => snn.alphaSequence(x(), null, { ...alpha, excitatoryLeak: 1 }), "excitatoryLeak is 1", "O"],
    ["β", () => snn.alphaSequence(x(), null, { ...alpha, inhibitoryLeak: 0.6 }), "less than excitatoryLeak", "O"],
    ["alpha reset", () => snn.alphaSequence(x(), null, { ...alpha, reset: 3 as never }), "reset is 3", "O"],
    ["τ", () => snn.quadraticIfSequence(x(), null, { ...quadratic, timeConstant: 0 }), "timeConstant is 0", "O"],
    ["Δ", () => snn.exponentialIfSequence(x(), null, { ...exponential, sharpness: -1 }), "sharpness is -1", "O"],
    ["dt", () => snn.izhikevichSequence(x(), null, { dt: 0 }), "dt is 0", "O"],
    ["no recurrence", () => snn.recurrentLifSequence(x(), null, { leak: 0.5, threshold: 1 }), "not both", "O"],
    ["both", () => snn.recurrentLifSequence(x(), null, { ...matrix(), feedback: 1 }), "not both", "O"],
    ["V", () => snn.recurrentLifSequence(x(), null, matrix()), "recurrentKernel: expected shape [4, 4]", "S"],
    ["W", () => snn.slstmSequence(x(), null, gates()), "kernel: expected shape [4, 4], got [1, 4]", "S"],
    ["bias", () => snn.slstmStep(tf.zeros([2, 1]), null, { ...gates(), bias: tf.zeros([3]) }), "bias", "S"],
    ["rank", () => snn.alphaSequence(tf.zeros([3]), null, alpha), "T ≥ 1", "S"],
    ["channels", () => snn.adaptiveLifSequence(x(), null, { ...adaptive, leak: tf.ones([3]) }), "leak: expected", "S"],
    [
      "state",
      () => snn.quadraticIfStep(tf.zeros([2, 4]), { potential: tf.zeros([4]) }, quadratic),
      "state.potential",
      "S",
    ],
    ["reset", () => snn.lifSequence(x(), null, { leak: 0.5, threshold: 1, reset: Number.NaN }), "reset is NaN", "O"],
    ["tau", () => snn.spikingJelly.lifNode({ tau: 1 }), "tau is 1, allowed: a finite number > 1", "O"],
    ["vReset", () => snn.spikingJelly.ifNode({ vReset: 2 }), "vReset is 2", "O"],
    ["resetMechanism", () => snn.snnTorch.leaky({ beta: 0.9, resetMechanism: "hard" as never }), "resetMechanism", "O"],
    ["R", () => snn.snnTorch.lapicque({ R: 0, C: 1 }), "R is 0", "O"],
  ];
  it.each(cases)("%s", (_, make, message, kind) => {
    const before = tf.memory().numTensors;
    let error: unknown;
    tf.tidy(() => {
      try {
        make();
      } catch (thrown) {
        error = thrown;
      }
    });
    expect(tf.memory().numTensors).toBe(before);
    expect(snn.isSnnError(error, kind === "S" ? "ShapeMismatchError" : "InvalidOptionError")).toBe(true);
    expect((error as Error).message).toContain(message);
  });
});

onEveryBackend("a convolutional spiking LSTM by hand", () => {
  it("gates two pixels, the second of which gets the first's potential back", () => {
    // All gates σ(0) but the cell's: W gives it atanh ½ where x = 1, R twice the potential of the pixel on the left.
    const kernel = tf.buffer<tf.Rank.R4>([3, 3, 1, 4]);
    kernel.set(Math.atanh(0.5), 1, 1, 0, 2);
    const recurrentKernel = tf.buffer<tf.Rank.R4>([3, 3, 1, 4]);
    recurrentKernel.set(2, 1, 0, 0, 2);
    const params = { kernel: kernel.toTensor(), recurrentKernel: recurrentKernel.toTensor(), threshold: 0.12 };
    const x = tf.tensor([1, 0, 0, 0], [1, 2, 1, 2, 1]);
    // c: [¼, 0] → u: [tanh(¼)/2, 0]; then c: [⅛, ½·tanh(2u)]
    const u0 = Math.tanh(0.25) / 2;
    const u1 = [Math.tanh(0.125) / 2, Math.tanh(Math.tanh(2 * u0) / 2) / 2];
    const { potential, spikes, state } = snn.sconv2dLstmSequence(x, null, params);
    expect(distance(potential.dataSync(), [u0, 0, ...u1])).toBeLessThan(1e-6);
    expect([...spikes.dataSync()]).toEqual([1, 0, 0, 0]);
    expect(state.cell.shape).toEqual([1, 1, 2, 1]);
    const [first] = tf.unstack(x, 1) as [tf.Tensor];
    const before = tf.memory().numTensors;
    const one = snn.sconv2dLstmStep(first, null, params);
    expect(tf.memory().numTensors).toBe(before + 3);
    expect(distance(one.potential.dataSync(), [u0, 0])).toBeLessThan(1e-6);
    const two = snn.sconv2dLstmStep(tf.zerosLike(first), one.state, params);
    expect(distance(two.potential.dataSync(), u1)).toBeLessThan(1e-6);
    const even = { ...params, kernel: tf.zeros<tf.Rank.R4>([2, 2, 1, 4]) };
    expect(() => snn.sconv2dLstmStep(first, null, even)).toThrow("k odd");
    const narrow = { ...params, recurrentKernel: tf.zeros<tf.Rank.R4>([3, 3, 2, 4]) };
    expect(() => snn.sconv2dLstmStep(first, null, narrow)).toThrow("recurrentKernel: expected shape [3, 3, 1, 4]");
  });
});
