import type { ModelArrays } from "../training/model-inputs.js";

/** Samples `first` … `first + count − 1` of a batch. */
export interface PartPlace {
  readonly first: number;
  readonly count: number;
}

/** Divides a batch into at most `parts` runs of samples whose sizes differ by one at most, the larger ones first. */
export function divideBatch(samples: number, parts: number): PartPlace[] {
  const made = Math.min(samples, parts);
  const [least, larger] = [Math.floor(samples / made), samples % made];
  return Array.from({ length: made }, (_, k) => ({
    first: k * least + Math.min(k, larger),
    count: least + Number(k < larger),
  }));
}

/** Views of a part of a batch. */
export function partOf(batch: ModelArrays, { first, count }: PartPlace): ModelArrays {
  const samples = batch.labels.length;
  const cut = <T extends Float32Array | Int32Array>(array: T) => {
    const each = array.length / samples;
    return array.subarray(first * each, (first + count) * each) as T;
  };
  return overArrays(batch, cut);
}

/**
 * The same to be sent to another thread: what stands in shared memory stays there, anything else is copied, and only its
 * own values (a view is sent with all of the buffer behind it).
 */
export function sendable(part: ModelArrays): ModelArrays {
  const own = <T extends Float32Array | Int32Array>(array: T) =>
    (array.buffer instanceof SharedArrayBuffer ? array : array.slice()) as T;
  return overArrays(part, own);
}

function overArrays(
  { inputs, labels }: ModelArrays,
  change: <T extends Float32Array | Int32Array>(array: T) => T,
): ModelArrays {
  const changed = Object.entries(inputs).map(([name, array]) => [name, change(array)] as const);
  return { inputs: Object.fromEntries(changed), labels: change(labels) };
}
