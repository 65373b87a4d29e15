import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { compare } from "../../backend/test/finite-differences.js";
import {
  ceCountLoss,
  ceMembraneLoss,
  ceRateLoss,
  ceTemporalLoss,
  firstSpikeTimes,
  l1Spikes,
  labelsOverTime,
  mseCountLoss,
  mseMembraneLoss,
  mseTemporalLoss,
  neuronRates,
  rateAccuracy,
  rateBand,
  temporalAccuracy,
  vanRossumDistance,
} from "../src/index.js";
import { distance, onEveryBackend } from "./backends.js";
import fixture from "./fixtures/losses.json" with { type: "json" };

interface PeerCase {
  peer: string;
  options: Record<string, never>;
  loss: number;
  gradient: number[];
}
const peers = fixture as unknown as {
  labels: number[];
  spikes: number[][][];
  potential: number[][][];
  sparse: number[][][];
  cases: PeerCase[];
  accuracy: Record<"rate" | "population" | "temporal", number>;
};

/** snnTorch has time first. */
const swap = (t: tf.Tensor) => tf.transpose(t, [1, 0, 2]);
const record = (values: number[][][], classes = 6) =>
  tf.slice(swap(tf.tensor3d(values)), [0, 0, 0], [4, 7, classes]) as tf.Tensor3D;

type Loss = (x: tf.Tensor, labels: number[], options: Record<string, never>) => tf.Scalar;
const named: Record<string, [Loss, "spikes" | "potential" | "sparse"]> = {
  ce_rate_loss: [ceRateLoss, "spikes"],
  ce_count_loss: [ceCountLoss, "spikes"],
  mse_count_loss: [mseCountLoss, "spikes"],
  ce_max_membrane_loss: [ceMembraneLoss, "potential"],
  mse_membrane_loss: [mseMembraneLoss, "potential"],
  ce_temporal_loss: [ceTemporalLoss, "sparse"],
  mse_temporal_loss: [mseTemporalLoss, "sparse"],
  l1_rate_sparsity: [(x, _, { weight }) => l1Spikes(x, weight), "spikes"],
};

onEveryBackend("losses", () => {
  it.each(peers.cases)("$peer equals snnTorch's, value and gradient: $options", ({ peer, options, loss, gradient }) => {
    const [mine, from] = named[peer]!;
    const x = record(peers[from], "population" in options || peer === "l1_rate_sparsity" ? 6 : 3);
    const { value, grad } = tf.valueAndGrad((input: tf.Tensor) => mine(input, peers.labels, options))(x);
    expect(distance(value.dataSync(), [loss])).toBeLessThan(2e-6);
    expect(distance(swap(grad).dataSync(), gradient)).toBeLessThan(2e-6);
    const rows = tf.oneHot(tf.tensor1d(peers.labels, "int32"), 3);
    expect(mine(x, rows as never, options).dataSync()).toEqual(value.dataSync());
    if (peer === "mse_membrane_loss") return; // targets in time are potentials there
    const repeated = mine(x, labelsOverTime(rows, 7) as never, options);
    expect(distance(repeated.dataSync(), value.dataSync())).toBeLessThan(1e-6);
  });

  it("accuracies equal snnTorch's", () => {
    const three = record(peers.spikes, 3);
    expect(rateAccuracy(three, peers.labels).dataSync()[0]).toBe(peers.accuracy.rate);
    const grouped = rateAccuracy(record(peers.spikes), peers.labels, { population: 3 });
    expect(grouped.dataSync()[0]).toBe(peers.accuracy.population);
    expect(temporalAccuracy(record(peers.sparse, 3), peers.labels).dataSync()[0]).toBe(peers.accuracy.temporal);
    const counts = tf.tensor3d([
      [
        [1, 0],
        [1, 1],
      ],
      [
        [0, 1],
        [0, 1],
      ],
    ]);
    expect(rateAccuracy(counts, [0, 0]).dataSync()[0]).toBe(0.5);
  });

  const labels = [2, 0];
  const lengths = [3, 5];
  const shape = [2, 5, 3];
  type Rows = (n: number, t: number, c: number) => number;
  const softmaxLoss = (scores: number[], label: number) =>
    Math.log(scores.reduce((sum, s) => sum + Math.exp(s), 0)) - scores[label]!;
  const over = (n: number, f: (i: number) => number) => Array.from({ length: n }, (_, i) => f(i));
  const total = (values: number[]) => values.reduce((a, b) => a + b, 0);
  const perSample = (f: (o: Rows, b: number, T: number) => number) => (x: Float64Array) =>
    Float64Array.of(total(labels.map((_, b) => f((n, t, c) => x[(n * 5 + t) * 3 + c]!, b, lengths[b]!))) / 2);
  const options = { mask: lengths };
  const [decay, band] = [Math.exp(-0.5 / 4), { lower: 0.1, upper: 0.3 }];

  const twins: [string, (x: tf.Tensor) => tf.Tensor, (x: Float64Array) => Float64Array][] = [
    [
      "ceRateLoss",
      (x) => ceRateLoss(x, labels, options),
      perSample(
        (o, b, T) =>
          total(
            over(T, (t) =>
              softmaxLoss(
                over(3, (c) => o(b, t, c)),
                labels[b]!,
              ),
            ),
          ) / T,
      ),
    ],
    [
      "ceCountLoss",
      (x) => ceCountLoss(x, labels, options),
      perSample((o, b, T) =>
        softmaxLoss(
          over(3, (c) => total(over(T, (t) => o(b, t, c)))),
          labels[b]!,
        ),
      ),
    ],
    [
      "mseCountLoss",
      (x) => mseCountLoss(x, labels, { ...options, correctRate: 0.8, incorrectRate: 0.4 }),
      perSample((o, b, T) => {
        const want = (c: number) => Math.floor(T * (c === labels[b] ? 0.8 : 0.4) + 1e-4);
        return total(over(3, (c) => (total(over(T, (t) => o(b, t, c))) - want(c)) ** 2)) / T / 3;
      }),
    ],
    [
      "ceMembraneLoss, max",
      (x) => ceMembraneLoss(x, labels, options),
      perSample((o, b, T) =>
        softmaxLoss(
          over(3, (c) => Math.max(...over(T, (t) => o(b, t, c)))),
          labels[b]!,
        ),
      ),
    ],
    [
      "ceMembraneLoss, mean",
      (x) => ceMembraneLoss(x, labels, { ...options, pool: "mean" }),
      perSample((o, b, T) =>
        softmaxLoss(
          over(3, (c) => total(over(T, (t) => o(b, t, c))) / T),
          labels[b]!,
        ),
      ),
    ],
    [
      "ceMembraneLoss, last",
      (x) => ceMembraneLoss(x, labels, { ...options, pool: "last" }),
      perSample((o, b, T) =>
        softmaxLoss(
          over(3, (c) => o(b, T - 1, c)),
          labels[b]!,
        ),
      ),
    ],
    [
      "ceMembraneLoss, last, without a mask",
      (x) => ceMembraneLoss(x, labels, { pool: "last" }),
      perSample((o, b) =>
        softmaxLoss(
          over(3, (c) => o(b, 4, c)),
          labels[b]!,
        ),
      ),
    ],
    [
      "mseMembraneLoss",
      (x) => mseMembraneLoss(x, labels, { ...options, onTarget: 1.5, offTarget: -0.5 }),
      perSample((o, b, T) => {
        const want = (c: number) => (c === labels[b] ? 1.5 : -0.5);
        return total(over(T * 3, (i) => (o(b, Math.floor(i / 3), i % 3) - want(i % 3)) ** 2)) / T / 3;
      }),
    ],
    [
      "mseMembraneLoss, targets in time",
      (x) => mseMembraneLoss(x, tf.fill(shape, 0.5), options),
      perSample((o, b, T) => total(over(T * 3, (i) => (o(b, Math.floor(i / 3), i % 3) - 0.5) ** 2)) / T / 3),
    ],
    [
      "vanRossumDistance",
      (x) => tf.mean(vanRossumDistance(x, tf.zeros(shape), { ...options, tau: 4, dt: 0.5 })),
      perSample((o, b, T) => {
        const distances = over(3, (c) => {
          let [f, sum] = [0, 0];
          for (let t = 0; t < T; t++) {
            f = decay * f + o(b, t, c);
            sum += f * f;
          }
          return (sum * 0.5) / 4;
        });
        return total(distances) / 3;
      }),
    ],
    ...(["neuron", "population"] as const).flatMap((per) =>
      ([1, 2] as const).map(
        (order) =>
          [
            `rateBand, per ${per}, L${order}`,
            (x: tf.Tensor) => rateBand(x, { ...options, ...band, per, order, weight: 3 }),
            (x: Float64Array) => {
              const rates = over(
                3,
                (c) => total(lengths.flatMap((T, b) => over(T, (t) => x[(b * 5 + t) * 3 + c]!))) / 8,
              );
              const cost = (r: number) => Math.max(0, r - 0.3, 0.1 - r) ** order;
              return Float64Array.of(3 * (per === "neuron" ? total(rates.map(cost)) / 3 : cost(total(rates) / 3)));
            },
          ] as [string, (x: tf.Tensor) => tf.Tensor, (x: Float64Array) => Float64Array],
      ),
    ),
  ];

  it.each(twins)("%s equals plain loops over the steps that count, and finite differences", (_, tensors, loops) => {
    for (const seed of [3, 8]) {
      const { forward, gradients } = compare({ shapes: [shape], tensors, loops }, seed);
      expect(forward).toBeLessThan(1e-5);
      expect(gradients[0]).toBeLessThan(1e-4);
    }
  });

  it("finds first spikes, and pulls them", () => {
    const o = tf.tensor3d([
      [
        [0, 0, 1],
        [1, 0, 1],
        [1, 0, 0],
      ],
    ]);
    expect([...firstSpikeTimes(o).dataSync()]).toEqual([1, 2, 0]);
    expect([...firstSpikeTimes(o, { mask: tf.tensor2d([[0, 0, 1]]) }).dataSync()]).toEqual([2, 2, 2]);
    const pull = tf.grad((x: tf.Tensor) => tf.sum(tf.mul(firstSpikeTimes(x), tf.tensor2d([[2, 3, 5]]))) as tf.Scalar)(
      o,
    );
    expect([...pull.dataSync()]).toEqual([-0, -0, -5, -2, -0, -0, -0, -3, -0]);
  });

  it("van Rossum's distance is ½ for one spike against none, 1 for two far apart, and grows with the gap", () => {
    const train = (...at: number[]) => {
      const values = new Float32Array(4000);
      for (const t of at) values[t] = 1;
      return tf.tensor(values, [1, 4000]);
    };
    const between = (a: tf.Tensor, b: tf.Tensor) => vanRossumDistance(a, b, { tau: 100 }).dataSync()[0]!;
    expect(between(train(10), train(10))).toBe(0);
    // The sum over steps is coarser than the integral by (1 + dt/τ)/2 · dt/τ.
    expect(Math.abs(between(train(10), train()) - 0.5)).toBeLessThan(0.01);
    expect(Math.abs(between(train(10), train(2000)) - 1)).toBeLessThan(0.02);
    // D² = 1 − exp(−Δ/τ).
    expect(Math.abs(between(train(10), train(60)) - (1 - Math.exp(-0.5)))).toBeLessThan(0.01);
  });

  it("leave nothing behind but a scalar", () => {
    const x = record(peers.spikes, 3);
    const mask = [7, 3, 1, 4];
    const y = peers.labels;
    const runs = [
      () => ceRateLoss(x, y, { mask }),
      () => ceCountLoss(x, y, { mask }),
      () => mseCountLoss(x, y, { mask }),
      () => ceMembraneLoss(x, y, { mask }),
      () => ceMembraneLoss(x, y, { mask, pool: "last" }),
      () => mseMembraneLoss(x, y, { mask }),
      () => ceTemporalLoss(x, y, { mask }),
      () => mseTemporalLoss(x, y, { mask }),
      () => rateAccuracy(x, y, { mask }),
      () => temporalAccuracy(x, y, { mask }),
      () => vanRossumDistance(x, x, { mask }),
      () => l1Spikes([x, x]),
      () => rateBand([x, x], { mask }),
      () => neuronRates(x, { mask }),
    ];
    for (const run of runs) {
      const before = tf.memory().numTensors;
      const made = run();
      expect(tf.memory().numTensors).toBe(before + 1);
      made.dispose();
    }
  });

  it("refuse what they cannot judge", () => {
    const x = record(peers.spikes, 3);
    expect(() => ceRateLoss(tf.zeros([4, 3]), [0])).toThrow("record: expected shape [B, T, N] with T ≥ 1, got [4, 3]");
    expect(() => ceCountLoss(x, [0, 1])).toThrow("labels: expected shape [B] = [4] or [B, C] = [4, 3], got [2]");
    expect(() => ceCountLoss(x, [0, 1, 2, 0], { population: 2 })).toThrow("population is 2, allowed: a divisor of 3");
    expect(() => ceMembraneLoss(x, peers.labels, { pool: "sum" as never })).toThrow('pool is "sum"');
    expect(() => ceTemporalLoss(x, peers.labels, { inverse: "log" as never })).toThrow('inverse is "log"');
    expect(() => vanRossumDistance(x, x, { tau: 0 })).toThrow("tau is 0");
    expect(() => vanRossumDistance(x, tf.zeros([4, 7, 2]))).toThrow("b: expected shape");
    expect(() => rateBand(x, { lower: 0.5, upper: 0.2 })).toThrow("upper is 0.2, allowed: at least lower, 0.5");
    expect(() => rateBand([])).toThrow("spikes is []");
  });
});
