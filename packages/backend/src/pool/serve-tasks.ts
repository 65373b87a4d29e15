import * as tf from "@tensorflow/tfjs-core";
import { PoolError } from "../errors.js";
import { registerTrainingKernels } from "../register-training-kernels.js";
import { selectBackend } from "../select-backend.js";
import type { FromWorker, ToWorker } from "./messages.js";
import { toPlainError } from "./plain-error.js";
import type { Task, TaskContext } from "./task.js";

/** A worker's end of the line, in any runtime. */
export interface Line {
  send(answer: FromWorker, move: readonly ArrayBuffer[]): void;
}

type Request<K extends ToWorker["kind"]> = Extract<ToWorker, { kind: K }>;

/**
 * The worker's side of a pool: starts the backend, then runs one task after the other.
 *
 * @param load  the module's exports; functions among them are the tasks
 * @returns takes the pool's messages
 */
export function serve(
  line: Line,
  load: (module: string | null) => Promise<Readonly<Record<string, unknown>>>,
): (message: ToWorker) => void {
  let tasks = new Map<string, Task>();
  let about: Pick<TaskContext, "data" | "worker" | "workers"> = { data: null, worker: 0, workers: 1 };
  let running: { readonly job: number; readonly abort: AbortController } | null = null;
  let last: Promise<void> = Promise.resolve();

  async function start({ module, prefer, data, worker, workers }: Request<"start">): Promise<void> {
    about = { data, worker, workers };
    try {
      const { name } = await selectBackend({ prefer });
      const found = Object.entries(await load(module)).filter((entry) => typeof entry[1] === "function");
      tasks = new Map(found as [string, Task][]);
      registerTrainingKernels(); // after the module, which may import tfjs-layers and with it tfjs's own gradients
      line.send({ kind: "ready", backend: name, tasks: [...tasks.keys()] }, []);
    } catch (error) {
      line.send({ kind: "unable", error: toPlainError(error) }, []);
    }
  }

  async function run({ job, task, input }: Request<"run">): Promise<void> {
    const abort = new AbortController();
    running = { job, abort };
    const move: ArrayBuffer[] = [];
    const transfer = (...buffers: ArrayBuffer[]) => void move.push(...buffers);
    const engine = tf.engine();
    engine.startScope(task);
    try {
      const output = await tasks.get(task)!(input, { ...about, signal: abort.signal, transfer });
      if (output instanceof tf.Tensor)
        throw new PoolError(
          `task "${task}" returned a tensor`,
          "return its data: a backend's memory is its worker's own",
        );
      line.send({ kind: "done", job, output }, move);
    } catch (error) {
      // A trap leaves tfjs's module in the middle of something.
      const broken = error instanceof WebAssembly.RuntimeError;
      line.send({ kind: "failed", job, error: toPlainError(error), broken }, []);
    } finally {
      engine.endScope();
      running = null;
    }
  }

  function memory({ job }: Request<"memory">): void {
    const { numTensors, numDataBuffers, numBytes } = tf.memory();
    const output = { worker: about.worker, backend: tf.getBackend(), numTensors, numDataBuffers, numBytes };
    line.send({ kind: "done", job, output }, []);
  }

  return (message) => {
    if (message.kind === "abort") {
      if (running?.job === message.job) running.abort.abort();
      return;
    }
    last = last.then(() => {
      if (message.kind === "start") return start(message);
      return message.kind === "run" ? run(message) : memory(message);
    });
  };
}
