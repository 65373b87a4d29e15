import { PoolError } from "../errors.js";
import type { BackendPool, PoolOptions, RunOptions } from "./backend-pool.js";
import { Crew } from "./crew.js";
import { mapInOrder } from "./map-in-order.js";
import type { WorkerMemory } from "./messages.js";
import type { AnyTasks } from "./task.js";
import type { StartWorker } from "./worker-handle.js";

/**
 * A pool over any kind of worker.
 *
 * @param module  address of the tasks' module; null: the workers have their tasks
 * @throws PoolError if a worker cannot start
 */
export async function createPool(
  startWorker: StartWorker,
  options: PoolOptions,
  module: string | null,
): Promise<BackendPool> {
  const { size } = options;
  if (!Number.isInteger(size) || size < 1) throw new PoolError(`size is ${size}`, "give a whole number from 1");
  const crew = new Crew();
  await crew.open(startWorker, options, module);

  function check(task: string, signal?: AbortSignal): void {
    if (crew.failure !== null) throw crew.failure;
    signal?.throwIfAborted();
    if (!crew.tasks.includes(task))
      throw new PoolError(`the pool has no task "${task}"`, `its tasks are: ${crew.tasks.join(", ") || "none"}`);
  }

  async function run(task: string, input: unknown, { signal, transfer }: RunOptions = {}): Promise<unknown> {
    check(task, signal);
    return crew.anyone(crew.task(task, input, transfer), signal);
  }

  const pool: BackendPool<AnyTasks> = {
    size,
    tasks: crew.tasks,
    run,
    map: (task, inputs, options) => mapInOrder((input, signal) => run(task, input, { signal }), inputs, size, options),
    async broadcast(task, input, { signal } = {}) {
      check(task, signal);
      return crew.broadcasts.during(task, input, () => crew.everyone(() => crew.task(task, input), signal));
    },
    async memory() {
      if (crew.failure !== null) throw crew.failure;
      return (await crew.everyone(() => crew.question())) as WorkerMemory[];
    },
    async close() {
      crew.fail(new PoolError("the pool is closed", "open another"));
      await crew.end();
    },
  };
  return pool;
}
