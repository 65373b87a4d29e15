import type { KernelCall } from "@cvar/backend";
import { einsumPartners, isPairwise } from "./einsum-operands.js";
import { isProduct, matrixPartners, type OperandValues, productOperands } from "./matrix-products.js";
import { type EventKernel, eventKernels, everyMeeting, type Meetings } from "./meetings.js";
import { alongAxis, type StepLayout } from "./step-layout.js";

/** Events of one time step. */
export interface StepCount {
  readonly spikes: number;
  readonly accumulates: number;
}

/** Spikes of one call. */
export interface SpikeCount extends StepCount {
  /** Σ over sites of the weights that each would meet: the accumulates if everything spiked once. */
  readonly everySite: number;
  /** The counts by time step. */
  readonly perStep: readonly StepCount[];
}

/** Values of an input that may be spikes, and the steps that they belong to. */
export interface SpikeValues {
  readonly values: ArrayLike<number>;
  readonly layout: StepLayout;
  readonly padded: boolean;
}

/** Weights that the value at an index meets, and their sum over all values. */
interface Weights {
  readonly at: (index: number) => number;
  readonly every: (elements: number) => number;
}

const ONE_STEP: StepLayout = alongAxis([], null);

/** Spikes without a history: one time step, no padding. */
export function spikeValues(values: ArrayLike<number>): SpikeValues {
  return { values, layout: ONE_STEP, padded: false };
}

/** Events of whole numbers: a value of n is n spikes, −n as many of the other sign. */
const magnitude = (value: number) => Math.abs(value);
const notZero = (value: number) => (value === 0 ? 0 : 1);

/** The inputs of a call that spikes may come in by; none for kernels whose events are not counted. */
export function spikeInputs(call: KernelCall): readonly string[] {
  const { kernel } = call;
  if (kernel === "Einsum" && !isPairwise(call)) return [];
  if (isProduct(kernel)) return productOperands[kernel]!;
  return Object.hasOwn(eventKernels, kernel) ? [eventKernels[kernel]!.input] : [];
}

function partnersOf(call: KernelCall, which: string, other: OperandValues | null): (index: number) => number {
  return call.kernel === "Einsum"
    ? einsumPartners(call, which as "0" | "1", other)!
    : matrixPartners(call, which as "a" | "b", other);
}

/**
 * Counts, exactly, the additions that spikes cause in a call: for each spike the weights that it meets. Taps outside the
 * picture are not met. A value of n counts as n spikes, −n as n of the other sign.
 *
 * Where both operands of a product are spikes, an addition is a pair that spikes together.
 *
 * @param inputs  the spiking inputs by name: one, or both operands of a matrix product
 * @returns null if some value is no whole number, or a value on padding is not 0: the input is not spikes
 */
export function countAccumulates(call: KernelCall, inputs: Readonly<Record<string, SpikeValues>>): SpikeCount | null {
  if (isProduct(call.kernel)) {
    const [first, second] = productOperands[call.kernel]!;
    const both = inputs[first] && inputs[second];
    if (both && !isWhole(both)) return null;
    const which = inputs[first] ? first : second;
    const most = partnersOf(call, which, null);
    const met = both ? partnersOf(call, which, { values: both.values, weight: magnitude }) : most;
    return count(inputs[which]!, { at: met, every: sumOver(met) }, { at: most, every: sumOver(most) });
  }
  const kernel = eventKernels[call.kernel]!;
  const weights = convolutionWeights(kernel, call);
  return count(inputs[kernel.input]!, weights, weights);
}

/**
 * Products of a call whose factors from the activations are not zero: what hardware that skips zeros computes. Taps on
 * padding are skipped as well.
 *
 * @param activations  values of the input; of a matrix product one operand or both
 */
export function countEffective(call: KernelCall, activations: Readonly<Record<string, ArrayLike<number>>>): number {
  if (!isProduct(call.kernel)) {
    const kernel = eventKernels[call.kernel]!;
    return nonZeroMeetings(kernel.meetings(call), activations[kernel.input]!);
  }
  const [first, second] = productOperands[call.kernel]!;
  const which = activations[first] ? first : second;
  const values = activations[which]!;
  const both = activations[first] && activations[second];
  if (!both) return nonZeros(values) * (values.length > 0 ? partnersOf(call, which, null)(0) : 0);
  const met = partnersOf(call, which, { values: both, weight: notZero });
  let sum = 0;
  for (let i = 0; i < values.length; i++) if (values[i] !== 0) sum += met(i);
  return sum;
}

function nonZeros(values: ArrayLike<number>): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (values[i] !== 0) count++;
  return count;
}

function nonZeroMeetings({ table, inner, factor }: Meetings, values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; ) {
    for (let position = 0; position < table.length; position++) {
      let there = 0;
      for (const end = i + inner; i < end; i++) if (values[i] !== 0) there++;
      sum += there * table[position]!;
    }
  }
  return sum * factor;
}

function convolutionWeights(kernel: EventKernel, call: KernelCall): Weights {
  const meetings = kernel.meetings(call);
  const { table, inner, factor } = meetings;
  const positions = table.length;
  return {
    at: (i) => table[Math.floor(i / inner) % positions]! * factor,
    every: (elements) => everyMeeting(meetings, elements),
  };
}

function count({ values, layout, padded }: SpikeValues, met: Weights, most: Weights): SpikeCount | null {
  const perStep = Array.from({ length: layout.steps }, () => ({ spikes: 0, accumulates: 0 }));
  let everySite = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (padded && layout.at(i) >= 0) everySite += most.at(i);
    if (value === 0) continue;
    const step = perStep[layout.at(i)];
    if (!Number.isInteger(value) || !step) return null;
    const events = magnitude(value);
    step.spikes += events;
    step.accumulates += events * met.at(i);
  }
  const total = (of: keyof StepCount) => perStep.reduce((sum, step) => sum + step[of], 0);
  return {
    spikes: total("spikes"),
    accumulates: total("accumulates"),
    everySite: padded ? everySite : most.every(values.length),
    perStep,
  };
}

function sumOver(numbers: (index: number) => number): (elements: number) => number {
  return (elements) => {
    let sum = 0;
    for (let i = 0; i < elements; i++) sum += numbers(i);
    return sum;
  };
}

function isWhole({ values }: SpikeValues): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isInteger(values[i])) return false;
  return true;
}
