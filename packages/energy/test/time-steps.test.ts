import "@tensorflow/tfjs-backend-cpu";
import {
  convLifSpikes,
  convolveFrames,
  lifFinal,
  lifSequence,
  lifSpikes,
  lifStep,
  synapticOperations,
} from "@cvar/snn";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { type Measurement, measure } from "../src/index.js";

beforeAll(() => tf.setBackend("cpu"));

const STEPS = 5;
const currents = () => tf.randomNormal([2, STEPS, 6, 5, 3], 0, 1, "float32", 4);
const params = { leak: 0.8, threshold: 0.4 };
const kernel = () => tf.ones([3, 3, 3, 4]) as tf.Tensor4D;

/** The same layer frame by frame. */
function unrolled(x: tf.Tensor): tf.Tensor[] {
  let state: ReturnType<typeof lifStep>["state"] | null = null;
  const w = kernel();
  return tf.unstack(x, 1).map((frame) => {
    const step = lifStep(frame, state, params);
    state = step.state;
    return tf.conv2d(step.spikes as tf.Tensor4D, w, 1, 1);
  });
}

const perStep = ({ layers }: Measurement) => layers.at(-1)!.perStep!.map(({ accumulates }) => accumulates);

describe("accumulates by time step", () => {
  it("agree between the fused sequence, a loop over frames, and @cvar/snn's own count", async () => {
    const fused = measure(() =>
      convolveFrames(lifSpikes(currents(), null, params).spikes, { kernel: kernel(), padding: 1 }),
    );
    const counted = await synapticOperations(lifSpikes(currents(), null, params).spikes, {
      kind: "convolution",
      filters: 4,
      kernelSize: 3,
      padding: 1,
    });
    expect(perStep(fused)).toEqual(counted.perStep);
    const looped = measure(() => unrolled(currents()));
    expect(perStep(looped)).toEqual(counted.perStep);
    expect(looped.layers.at(-1)).toMatchObject({ calls: STEPS, accumulates: counted.accumulates });
    const stacked = measure(() => {
      let state: ReturnType<typeof lifStep>["state"] | null = null;
      const spikes = tf.unstack(currents(), 1).map((frame) => {
        const step = lifStep(frame, state, params);
        state = step.state;
        return step.spikes;
      });
      return convolveFrames(tf.stack(spikes, 1), { kernel: kernel(), padding: 1 });
    });
    expect(perStep(stacked)).toEqual(counted.perStep);
  });

  it("survive padding, strides, groups, transposition and a time axis in front", () => {
    const make = (convolution: object) => () =>
      convolveFrames(lifSpikes(currents(), null, params).spikes, {
        kernel: kernel(),
        padding: 1,
        ...convolution,
      } as never);
    const plain = perStep(measure(make({})));
    const padded = measure(() => {
      const { spikes } = lifSpikes(currents(), null, params);
      const around = tf.pad(spikes, [
        [0, 0],
        [0, 0],
        [1, 1],
        [1, 1],
        [0, 0],
      ]);
      return convolveFrames(around, { kernel: kernel() });
    });
    expect(perStep(padded)).toEqual(plain);
    expect(padded.spikeRate).toBe(measure(make({})).spikeRate);
    const transposed = measure(() => {
      const { spikes } = lifSpikes(tf.transpose(currents(), [1, 0, 2, 3, 4]), null, params, { timeAxis: 0 });
      return convolveFrames(tf.transpose(spikes, [1, 0, 2, 3, 4]), { kernel: kernel(), padding: 1 });
    });
    expect(perStep(transposed)).toEqual(plain);
    const depthwise = measure(make({ kernel: tf.ones([3, 3, 1, 3]), groups: 3 }));
    expect(perStep(depthwise).map((n) => n * 4)).toEqual(plain);
    const strided = perStep(measure(make({ stride: 2, padding: 0 })));
    expect(strided).toHaveLength(STEPS);
    expect(strided.reduce((a, b) => a + b, 0)).toBeLessThan(plain.reduce((a, b) => a + b, 0));
  });
});

describe("updates of the potentials", () => {
  const neurons = 2 * 6 * 5 * 3;
  const last = (m: Measurement) => m.neurons.at(-1)!;

  it.each<[string, object, Partial<ReturnType<typeof last>>]>([
    ["the paper's LIF", params, { multiplications: neurons * (STEPS - 1), additions: neurons * (STEPS - 1) }],
    ["no leak to multiply with", { ...params, leak: 1 }, { multiplications: 0, additions: neurons * (STEPS - 1) }],
    ["no memory at all", { ...params, leak: 0 }, { multiplications: 0, additions: 0 }],
    ["no reset", { ...params, reset: "none" }, { resets: 0 }],
  ])("%s", (_, options, expected) => {
    const measured = measure(() => lifSpikes(currents(), null, options as typeof params).spikes);
    expect(last(measured)).toMatchObject({
      neurons,
      steps: STEPS,
      updates: neurons * STEPS,
      comparisons: neurons * STEPS,
    });
    expect(last(measured)).toMatchObject(expected);
    expect(measured.membrane.updates).toBe(neurons * STEPS);
    expect([measured.macs, measured.accumulates]).toEqual([0, 0]);
  });

  it("resets are spikes: all at once, or all but the last step's", () => {
    const perStep = tf.tidy(
      () => tf.sum(lifSpikes(currents(), null, params).spikes, [0, 2, 3, 4]).arraySync() as number[],
    );
    const total = perStep.reduce((a, b) => a + b, 0);
    const delayed = last(measure(() => lifSpikes(currents(), null, params).spikes));
    expect([delayed.spikes, delayed.resets]).toEqual([total, total - perStep.at(-1)!]);
    const analog = last(measure(() => lifFinal(currents(), null, params).potential));
    expect([analog.spikes, analog.resets, analog.comparisons]).toEqual([0, delayed.resets, neurons * (STEPS - 1)]);
    const now = last(measure(() => lifSpikes(currents(), null, { ...params, timing: "same-step" }).spikes));
    expect(now.resets).toBe(now.spikes);
  });

  it.each(["delayed", "same-step"] as const)("of neurons by plain operations equal the fused ones': %s", (timing) => {
    const options = { ...params, timing };
    const fused = last(measure(() => lifSequence(currents(), null, options).spikes));
    const byHand = measure(() => {
      let u: tf.Tensor | null = null;
      let o: tf.Tensor | null = null;
      return tf.unstack(currents(), 1).map((x) => {
        let v: tf.Tensor = u ? tf.add(x, tf.mul(u, 0.8)) : x;
        if (timing === "delayed" && o) v = tf.sub(v, tf.mul(o, 0.4));
        o = tf.cast(tf.greater(v, 0.4), "float32");
        u = timing === "same-step" ? tf.sub(v, tf.mul(o, 0.4)) : v;
        return o;
      });
    });
    const { kernel: _, resets, ...same } = fused;
    expect(last(byHand)).toMatchObject(same);
    // By hand, the last step's spikes reset a potential that nobody compares any more.
    const lastSpikes = tf.tidy(
      () => tf.sum(tf.unstack(lifSequence(currents(), null, options).spikes, 1).at(-1)!).dataSync()[0]!,
    );
    expect(last(byHand).resets).toBe(timing === "same-step" ? resets - lastSpikes : resets);
    const steps = measure(() => unrolled(currents()));
    if (timing === "delayed") expect(last(steps)).toMatchObject({ ...same, resets });
  });

  it("comparisons that are no neurons are not listed", () => {
    const x = tf.tensor1d([1, 2]);
    expect(measure(() => tf.where(tf.greater(x, 1), x, tf.zerosLike(x))).neurons).toEqual([]);
    x.dispose();
  });
});

it("measuring leaves no tensors", () => {
  const x = currents();
  const w = kernel();
  const once = () => {
    measure(() => convLifSpikes(x, null, { kernel: w, padding: 1, ...params }).spikes);
    measure(() =>
      convolveFrames(
        tf.pad(lifSpikes(x, null, params).spikes, [
          [0, 0],
          [0, 0],
          [1, 1],
          [1, 1],
          [0, 0],
        ]),
        { kernel: w },
      ),
    );
    measure(() => unrolled(x));
  };
  once();
  const { numTensors, numBytes } = tf.memory();
  once();
  expect(tf.memory()).toMatchObject({ numTensors, numBytes });
});
