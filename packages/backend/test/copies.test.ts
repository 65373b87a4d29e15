import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { backends, leaked, use } from "./backends.js";

const upTo = (max: number) => fc.integer({ min: 1, max });
const types = fc.constantFrom<"float32" | "int32" | "bool">("float32", "int32", "bool");

/** Values 0, 1, 2, … (bool: whether odd) of a shape, as nested positions. */
function counted(shape: readonly number[], dtype: "float32" | "int32" | "bool"): tf.Tensor {
  const values = Array.from({ length: tf.util.sizeFromShape([...shape]) }, (_, i) => (dtype === "bool" ? i % 2 : i));
  return tf.tensor(values, [...shape], dtype);
}

/** The flat position of an index. */
const flat = (index: readonly number[], shape: readonly number[]) =>
  index.reduce((at, i, axis) => at * shape[axis]! + i, 0);

/** Every index of a shape, in order. */
function indices(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (all, extent) => all.flatMap((index) => Array.from({ length: extent }, (_, i) => [...index, i])),
    [[]],
  );
}

const expectedAt = (positions: readonly number[], dtype: string) =>
  positions.map((at) => (dtype === "bool" ? at % 2 : at));

describe.each(backends)("%s", (backend) => {
  beforeAll(() => use(backend));

  it("slices of any rank, place and type", () => {
    const cases = fc
      .array(fc.record({ whole: upTo(4), first: fc.nat(3), size: fc.nat(4) }), { minLength: 1, maxLength: 6 })
      .map((axes) => axes.map(({ whole, first, size }) => ({ whole, first: first % whole, size })))
      .map((axes) => axes.map((axis) => ({ ...axis, size: Math.min(axis.size, axis.whole - axis.first) })));
    fc.assert(
      fc.property(cases, types, (axes, dtype) => {
        const shape = axes.map(({ whole }) => whole);
        const [first, size] = [axes.map((a) => a.first), axes.map((a) => a.size)];
        tf.tidy(() => {
          const found = tf.slice(counted(shape, dtype), first, size);
          const positions = indices(size).map((index) =>
            flat(
              index.map((i, axis) => i + first[axis]!),
              shape,
            ),
          );
          expect([found.shape, found.dtype]).toEqual([size, dtype]);
          expect([...found.dataSync()]).toEqual(expectedAt(positions, dtype));
        });
      }),
      { numRuns: 150 },
    );
  });

  it("splits, and concatenates what was split", () => {
    const cases = fc.record({
      before: fc.array(upTo(3), { maxLength: 2 }),
      parts: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
      after: fc.array(upTo(12), { maxLength: 2 }),
    });
    fc.assert(
      fc.property(cases, types, ({ before, parts, after }, dtype) => {
        const axis = before.length;
        const whole = parts.reduce((sum, part) => sum + part, 0);
        const shape = [...before, whole, ...after];
        tf.tidy(() => {
          const x = counted(shape, dtype);
          const split = tf.split(x, parts, axis);
          let start = 0;
          split.forEach((part, i) => {
            const own = [...before, parts[i]!, ...after];
            const positions = indices(own).map((index) =>
              flat(
                index.map((at, k) => (k === axis ? at + start : at)),
                shape,
              ),
            );
            expect([...part.dataSync()]).toEqual(expectedAt(positions, dtype));
            start += parts[i]!;
          });
          const joined = tf.concat(split, axis);
          expect(joined.shape).toEqual(shape);
          expect([...joined.dataSync()]).toEqual([...x.dataSync()]);
        });
      }),
      { numRuns: 80 },
    );
  });

  it("tiles", () => {
    const cases = fc.array(fc.tuple(upTo(3), upTo(3)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(cases, types, (axes, dtype) => {
        const shape = axes.map(([extent]) => extent);
        tf.tidy(() => {
          const found = tf.tile(
            counted(shape, dtype),
            axes.map(([, count]) => count),
          );
          const wide = axes.map(([extent, count]) => extent * count);
          const positions = indices(wide).map((index) =>
            flat(
              index.map((i, axis) => i % shape[axis]!),
              shape,
            ),
          );
          expect([found.shape, found.dtype]).toEqual([wide, dtype]);
          expect([...found.dataSync()]).toEqual(expectedAt(positions, dtype));
        });
      }),
      { numRuns: 80 },
    );
  });

  it("unstacks, reverses and gathers along any axis", () => {
    const cases = fc.record({
      shape: fc.array(upTo(5), { minLength: 1, maxLength: 5 }),
      axis: fc.nat(4),
      picks: fc.array(fc.nat(9), { minLength: 1, maxLength: 5 }),
    });
    fc.assert(
      fc.property(cases, types, (one, dtype) => {
        const axis = one.axis % one.shape.length;
        const shape = [...one.shape, 4];
        const extent = shape[axis]!;
        const moved = (index: readonly number[], to: (i: number) => number) =>
          flat(
            index.map((i, k) => (k === axis ? to(i) : i)),
            shape,
          );
        tf.tidy(() => {
          const x = counted(shape, dtype);
          const parts = tf.unstack(x, axis);
          const rest = shape.filter((_, k) => k !== axis);
          parts.forEach((part, at) => {
            const positions = indices(rest).map((index) =>
              flat([...index.slice(0, axis), at, ...index.slice(axis)], shape),
            );
            expect([part.shape, part.dtype]).toEqual([rest, dtype]);
            expect([...part.dataSync()]).toEqual(expectedAt(positions, dtype));
          });
          const turned = indices(shape).map((index) => moved(index, (i) => extent - 1 - i));
          expect([...tf.reverse(x, axis).dataSync()]).toEqual(expectedAt(turned, dtype));
          const picks = one.picks.map((pick) => pick % extent);
          const wide = shape.map((own, k) => (k === axis ? picks.length : own));
          const taken = indices(wide).map((index) => moved(index, (i) => picks[i]!));
          const gathered = tf.gather(x, tf.tensor1d(picks, "int32"), axis);
          expect([gathered.shape, gathered.dtype]).toEqual([wide, dtype]);
          expect([...gathered.dataSync()]).toEqual(expectedAt(taken, dtype));
        });
      }),
      { numRuns: 60 },
    );
  });

  it("clones and casts outlive what they were made of, and leave nothing behind", () => {
    const once = () => {
      const x = counted([3, 4], "float32");
      const [clone, cast] = [tf.clone(x), tf.cast(tf.clone(x), "float32")];
      const v = tf.variable(clone);
      x.dispose();
      v.assign(tf.mul(v, 2) as tf.Tensor);
      expect(clone.dataSync()[5]).toBe(5);
      expect(v.dataSync()[5]).toBe(10);
      clone.dispose();
      expect(cast.dataSync()[5]).toBe(5);
      tf.dispose([cast, v]);
    };
    expect(leaked(() => tf.tidy(once))).toEqual([0, 0]);
    const text = tf.tensor1d(["a", "b"]);
    const copy = tf.clone(text);
    text.dispose();
    expect(copy.dataSync()).toEqual(["a", "b"]);
    copy.dispose();
  });
});
