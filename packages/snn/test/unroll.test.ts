import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import type { LifState, SequentialState } from "../src/index.js";
import { lifSequence, lifStep, sequentialStep, timeChunks, truncatedBptt, unroll } from "../src/index.js";
import { distance, onEveryBackend } from "./backends.js";

const params = { leak: 0.8, threshold: 0.6, surrogate: { name: "atan", alpha: 2 } } as const;
const lif = (x: tf.Tensor, s: LifState | null) => lifStep(x, s, params);
const currents = (steps = 7, seed = 3) => tf.randomUniform([3, steps, 4], -0.5, 1.5, "float32", seed);
const weigh = (t: tf.Tensor, seed: number) => tf.sum(tf.mul(t, tf.randomUniform(t.shape, -1, 1, "float32", seed)));

const network = (w1: tf.Tensor, w2: tf.Tensor) =>
  sequentialStep([
    (x) => tf.matMul(x as tf.Tensor2D, w1 as tf.Tensor2D),
    lif,
    (x) => tf.matMul(x as tf.Tensor2D, w2 as tf.Tensor2D),
    (x, s: LifState | null) => {
      const { potential, state } = lifStep(x, s, { ...params, leak: 0.95, reset: "none" });
      return { potential, state };
    },
  ]);
const w1 = () => tf.randomNormal([4, 6], 0, 1, "float32", 1);
const w2 = () => tf.randomNormal([6, 2], 0, 1, "float32", 2);

onEveryBackend("unroll", () => {
  it("equals the fused sequence: values, state, gradients", () => {
    const x = currents();
    const mine = unroll(lif, x, null);
    const fused = lifSequence(x, null, params);
    expect(distance(mine.potential.dataSync(), fused.potential.dataSync())).toBeLessThan(1e-6);
    expect(mine.spikes.dataSync()).toEqual(fused.spikes.dataSync());
    expect(distance(mine.state.potential.dataSync(), fused.state.potential.dataSync())).toBeLessThan(1e-6);
    const loss = (run: typeof lifSequence) =>
      tf.grad((input: tf.Tensor) => {
        const { spikes, potential } = run(input, null, params);
        return tf.add(weigh(spikes, 1), weigh(potential, 2)) as tf.Scalar;
      })(x);
    const unrolled = loss(((input: tf.Tensor) => unroll(lif, input, null)) as never);
    expect(distance(unrolled.dataSync(), loss(lifSequence).dataSync())).toBeLessThan(1e-5);
  });

  it("goes on from the state that it gave, for layers in a row too", () => {
    const step = network(w1(), w2());
    const x = currents(7);
    const whole = unroll(step, x, null);
    expect(whole.output.shape).toEqual([3, 7, 2]);
    expect(whole.spikes.map(({ shape }) => shape)).toEqual([[3, 7, 6]]);
    const first = unroll(step, tf.slice(x, [0, 0, 0], [3, 4, 4]), null);
    const second = unroll(step, tf.slice(x, [0, 4, 0], [3, 3, 4]), first.state);
    const joined = tf.concat([first.output, second.output], 1);
    expect(joined.dataSync()).toEqual(whole.output.dataSync());
  });

  it("has time first where asked to", () => {
    const x = currents();
    const first = unroll(lif, tf.transpose(x, [1, 0, 2]), null, { timeAxis: 0 });
    expect(tf.transpose(first.spikes, [1, 0, 2]).dataSync()).toEqual(unroll(lif, x, null).spikes.dataSync());
  });

  it("cuts the gradient where it is told to, and nowhere else", () => {
    const x = currents(7);
    const whole = (truncate?: number) =>
      tf.grad((input: tf.Tensor) => weigh(unroll(lif, input, null, { truncate }).potential, 4) as tf.Scalar)(x);
    const weights = tf.randomUniform([3, 7, 4], -1, 1, "float32", 4);
    // The same by hand: each part is differentiated alone, from a state that is a constant.
    let state: LifState | null = null;
    const parts: tf.Tensor[] = [];
    for (const [from, length] of [
      [0, 3],
      [3, 3],
      [6, 1],
    ] as const) {
      const part = tf.slice(x, [0, from, 0], [3, length, 4]);
      const before: LifState | null = state;
      const w = tf.slice(weights, [0, from, 0], [3, length, 4]);
      parts.push(
        tf.grad((input: tf.Tensor) => tf.sum(tf.mul(unroll(lif, input, before).potential, w)) as tf.Scalar)(part),
      );
      state = unroll(lif, part, before).state;
    }
    expect(distance(whole(3).dataSync(), tf.concat(parts, 1).dataSync())).toBeLessThan(1e-6);
    expect(distance(whole(3).dataSync(), whole().dataSync())).toBeGreaterThan(1e-2);
    expect(whole(7).dataSync()).toEqual(whole().dataSync());
  });

  it.each(["lengths", "tensor", "tensor, from a state"])("passes over masked steps: %s", (kind) => {
    // Steps that are there, per sample: a gap, padding behind, padding before.
    const there =
      kind === "lengths"
        ? [
            [0, 1, 2, 3],
            [0, 1, 2, 3, 4, 5, 6],
            [0, 1],
          ]
        : [
            [0, 1, 4, 5],
            [2, 3, 4, 5, 6],
            [0, 1, 2],
          ];
    const mask =
      kind === "lengths"
        ? there.map(({ length }) => length)
        : tf.tensor2d(there.map((ts) => Array.from({ length: 7 }, (_, t) => Number(ts.includes(t)))));
    const x = currents();
    const start = kind.endsWith("state") ? { potential: tf.randomUniform([3, 4], 0, 1, "float32", 5) } : null;
    const run = (input: tf.Tensor) => unroll(lif, input, start, { mask });
    const { spikes, potential, state } = run(x);
    const loss = (input: tf.Tensor) => {
      const out = run(input);
      return tf.addN([weigh(out.spikes, 7), weigh(out.potential, 8), weigh(out.state.potential, 9)]) as tf.Scalar;
    };
    const gradient = tf.grad(loss)(x).arraySync() as number[][][];
    const [ws, wp, wl] = [7, 8].map((seed) => tf.randomUniform([3, 7, 4], -1, 1, "float32", seed));
    const last = tf.randomUniform([3, 4], -1, 1, "float32", 9);
    expect(wl).toBeUndefined();
    there.forEach((ts, b) => {
      // The sample alone, without what is masked.
      const rows = tf.tensor1d(ts, "int32");
      const alone = (t: tf.Tensor) => tf.gather(tf.slice(t, [b, 0, 0], [1, 7, 4]), rows, 1);
      const from = start ? { potential: tf.slice(start.potential, [b, 0], [1, 4]) } : null;
      const expected = unroll(lif, alone(x), from);
      expect(alone(spikes).dataSync()).toEqual(expected.spikes.dataSync());
      expect(distance(alone(potential).dataSync(), expected.potential.dataSync())).toBeLessThan(1e-6);
      const mine = tf.slice(state.potential, [b, 0], [1, 4]);
      expect(distance(mine.dataSync(), expected.state.potential.dataSync())).toBeLessThan(1e-6);
      const gone = Array.from({ length: 7 }, (_, t) => t).filter((t) => !ts.includes(t));
      const values = spikes.arraySync() as number[][][];
      expect(gone.flatMap((t) => values[b]![t]!)).toEqual(gone.flatMap(() => [0, 0, 0, 0]));
      expect(gone.every((t) => gradient[b]![t]!.every((g) => g === 0))).toBe(true);
      const short = tf.grad((input: tf.Tensor) => {
        const out = unroll(lif, input, from);
        const terms = [tf.mul(out.spikes, alone(ws!)), tf.mul(out.potential, alone(wp!))].map((t) => tf.sum(t));
        return tf.addN([...terms, tf.sum(tf.mul(out.state.potential, tf.slice(last, [b, 0], [1, 4])))]) as tf.Scalar;
      })(alone(x));
      const here = ts.flatMap((t) => gradient[b]![t]!);
      expect(distance(here, short.dataSync())).toBeLessThan(1e-5);
    });
  });

  it("leaves behind what it returns, and keeps what it is asked for", () => {
    const x = currents();
    const start = { potential: tf.zeros([3, 4]) };
    const before = tf.memory().numTensors;
    const out = unroll(lif, x, start, { mask: [7, 3, 1], output: ["spikes"], truncate: 2 });
    expect(Object.keys(out).sort()).toEqual(["spikes", "state"]);
    expect(tf.memory().numTensors).toBe(before + 2);
    tf.dispose([out.spikes, out.state.potential]);
    expect(tf.memory().numTensors).toBe(before);
    expect(start.potential.isDisposed).toBe(false);
  });

  it("refuses what it cannot run", () => {
    const x = currents();
    expect(() => unroll(lif, tf.zeros([3, 0, 4]), null)).toThrow(
      "x: expected shape [B, T, …] with T ≥ 1, got [3, 0, 4]",
    );
    expect(() => unroll(lif, x, null, { truncate: 0 })).toThrow("truncate is 0");
    expect(() => unroll(lif, x, null, { mask: [1, 2] })).toThrow("mask: expected shape 3 lengths, got [2]");
    expect(() => unroll(lif, x, null, { mask: [1, 2, 8] })).toThrow("mask[2] is 8");
    expect(() => unroll(lif, x, null, { mask: tf.ones([3, 6]) })).toThrow("[B, T] = [3, 7]");
    expect(() => unroll(lif, x, null, { output: ["spike" as never] })).toThrow('output is "spike"');
    expect(() => sequentialStep([])).toThrow("layers is [], allowed: at least one");
    const mute = sequentialStep([(_: tf.Tensor, s: unknown) => ({ state: s })]);
    expect(() => mute(x, null)).toThrow('layers[0] is ["state"], allowed: gives spikes or a potential');
  });
});

onEveryBackend("truncated back-propagation through time", () => {
  // Echo of the input two steps ago: needs the state, and its gradient within a chunk.
  const task = (steps: number) => {
    const x = tf.randomUniform([2, steps, 4], 0, 1, "float32", 6);
    const y = tf.concat([tf.zeros([2, 2, 2]), tf.slice(x, [0, 0, 0], [2, steps - 2, 2])], 1);
    return { x, y };
  };
  const trained = () => [tf.variable(w1()), tf.variable(tf.mul(w2(), 0.1))] as const;

  it("updates after each chunk as one loop by hand does", async () => {
    const { x, y } = task(10);
    const run = async (chunks: number) => {
      const variables = trained();
      const step = network(...variables);
      const optimizer = tf.train.sgd(0.05);
      const loss = (part: { x: tf.Tensor; y: tf.Tensor }, s: SequentialState | null) => {
        const { output, state } = unroll(step, part.x, s);
        return { loss: tf.losses.meanSquaredError(part.y, output), state };
      };
      const losses: number[] = [];
      if (chunks > 0) {
        const onChunk = (value: number) => void losses.push(value);
        const parts = timeChunks({ x, y }, chunks);
        const result = await truncatedBptt(parts, null, { optimizer, variables, loss, onChunk });
        expect(result.chunks).toBe(3);
        expect(result.loss).toBeCloseTo(losses.reduce((a, b) => a + b, 0) / 3, 6);
        return [...losses, ...variables[0].dataSync()];
      }
      let state: SequentialState | null = null;
      for (const [from, length] of [
        [0, 4],
        [4, 4],
        [8, 2],
      ] as const) {
        const part = { x: tf.slice(x, [0, from, 0], [2, length, 4]), y: tf.slice(y, [0, from, 0], [2, length, 2]) };
        const before: SequentialState | null = state;
        state = loss(part, before).state;
        const { value, grads } = tf.variableGrads(() => loss(part, before).loss as tf.Scalar, [...variables]);
        losses.push(value.dataSync()[0]!);
        optimizer.applyGradients(grads);
      }
      return [...losses, ...variables[0].dataSync()];
    };
    expect(distance(await run(4), await run(0))).toBeLessThan(1e-6);
  });

  it("learns along a thousand steps, with as many tensors in the last as in the first", async () => {
    const { x, y } = task(1000);
    const variables = trained();
    const optimizer = tf.train.adam(0.01);
    const step = network(...variables);
    const counts: number[] = [];
    const losses: number[] = [];
    const result = await truncatedBptt(timeChunks({ x, y }, 20), null, {
      optimizer,
      variables,
      loss: (part, s: SequentialState | null) => {
        const { output, state } = unroll(step, part.x, s, { truncate: 10 });
        return { loss: tf.losses.meanSquaredError(part.y, output), state };
      },
      onChunk: (loss) => {
        losses.push(loss);
        counts.push(tf.memory().numTensors);
      },
    });
    expect(result.chunks).toBe(50);
    expect(new Set(counts.slice(1)).size).toBe(1);
    const mean = (part: number[]) => part.reduce((a, b) => a + b, 0) / part.length;
    expect(mean(losses.slice(-5))).toBeLessThan(0.7 * mean(losses.slice(0, 5)));
    optimizer.dispose();
  });

  it("frees everything where a chunk fails", async () => {
    const { x, y } = task(10);
    const variables = trained();
    const step = network(...variables);
    const optimizer = tf.train.sgd(0.05);
    const before = tf.memory().numTensors;
    let n = 0;
    const failing = truncatedBptt(timeChunks({ x, y }, 4), null, {
      optimizer,
      variables,
      loss: (part, s: SequentialState | null) => {
        if (n++ === 1) throw new RangeError("no");
        const { output, state } = unroll(step, part.x, s);
        return { loss: tf.losses.meanSquaredError(part.y, output), state };
      },
    });
    await expect(failing).rejects.toThrow("no");
    expect(tf.memory().numTensors).toBe(before);
    await expect(truncatedBptt([], null, { optimizer, variables: [], loss: () => null as never })).rejects.toThrow(
      "variables is []",
    );
    expect(() => [...timeChunks({ x, y }, 0)]).toThrow("steps is 0");
    expect(() => [...timeChunks({ x, y: tf.zeros([2, 9]) }, 3)]).toThrow("y: expected shape [B, 10, …]");
  });
});
