import { createInterface } from "node:readline";
import type * as tf from "@tensorflow/tfjs-core";
import { describeError } from "../../errors.js";

/** A task with its tensors, ready to be run again and again. */
export interface Prepared {
  /** Does it once. @returns what the clock waits for, which the caller disposes */
  run(): tf.Tensor;
  /** Numbers that other programs must find too: losses of the first steps, or a fingerprint of the result. */
  check(): Promise<number[]>;
  dispose(): void;
}

/** Seconds that one measurement lasts at least. */
const LEAST = 0.2;

type Actions = Readonly<Record<string, (request: never) => Promise<object> | object>>;

/**
 * Answers lines of JSON on standard input until they end:
 *
 * {"do": "prepare", "id": 1, "task": {…}} → {"check": […]}: makes its tensors; what its result must agree with elsewhere
 * {"do": "run", "id": 1} → {"seconds", "cpuSeconds"} of the task once, the mean over runs of at least {@link LEAST} together
 * {"do": "release", "id": 1} → {}: frees its tensors
 * {"do": "memory"} → {"peakBytes"}
 *
 * @param prepare  makes the tensors of a task
 * @param more  further actions, which are given the tasks by their ids
 */
export async function serveTasks<T>(
  prepare: (task: T) => Prepared,
  more: (tasks: ReadonlyMap<number, { readonly prepared: Prepared }>) => Actions,
): Promise<void> {
  const ready = new Map<number, { readonly prepared: Prepared; readonly repeats: number }>();
  const actions: Actions = {
    async prepare({ id, task }: { id: number; task: T }) {
      const prepared = prepare(task);
      const check = await prepared.check();
      await times(prepared, 1);
      const { seconds } = await times(prepared, 1);
      ready.set(id, { prepared, repeats: Math.max(1, Math.ceil(LEAST / seconds)) });
      return { check };
    },
    run({ id }: { id: number }) {
      const { prepared, repeats } = ready.get(id)!;
      return times(prepared, repeats);
    },
    release({ id }: { id: number }) {
      ready.get(id)?.prepared.dispose();
      ready.delete(id);
      return {};
    },
    memory() {
      return { peakBytes: process.resourceUsage().maxRSS * 1024 };
    },
    ...more(ready),
  };
  for await (const line of createInterface({ input: process.stdin })) {
    let answer: object;
    try {
      const request = JSON.parse(line) as { do: string };
      answer = { ok: await actions[request.do]!(request as never) };
    } catch (error) {
      answer = { error: describeError(error) };
    }
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
}

async function times(prepared: Prepared, repeats: number): Promise<{ seconds: number; cpuSeconds: number }> {
  const [start, before] = [process.hrtime.bigint(), process.cpuUsage()];
  for (let i = 0; i < repeats; i++) {
    const result = prepared.run();
    await result.data();
    result.dispose();
  }
  const { user, system } = process.cpuUsage(before);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  return { seconds: seconds / repeats, cpuSeconds: (user + system) / 1e6 / repeats };
}
