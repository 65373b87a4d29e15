import type { MessagePort } from "node:worker_threads";
import { type Arrays, arrayNames, perArray } from "../triplet-arrays.js";
import type { ClipResult, ClipTask } from "./clip-task.js";
import type { FromWorker, Place, ToWorker, WorkerSetup } from "./worker-messages.js";

/**
 * The thread behind `createClipReaders`: takes tasks one after the other, those that no other thread was faster to take.
 * @param read  reads one clip; its failure ends the thread
 */
export function serveClips(
  port: MessagePort,
  { claims, me }: WorkerSetup,
  read: (clip: ClipTask, into?: readonly Arrays[]) => Promise<ClipResult>,
): void {
  const shared = new Map<number, SharedArrayBuffer>();
  let last: Promise<void> = Promise.resolve();
  port.on("message", (message: ToWorker) => {
    last = last.then(() => take(message));
  });

  async function take(message: ToWorker): Promise<void> {
    if (message.kind === "share") shared.set(message.memory, message.buffer);
    else if (message.kind === "forget") shared.delete(message.memory);
    else if (Atomics.compareExchange(claims, message.claim, message.task, -1 - me) === message.task) {
      const result = await read(message.clip, message.into?.map(arraysAt));
      const answer = { task: message.task, result: message.into === null ? result : withoutArrays(result) };
      port.postMessage(answer satisfies FromWorker, message.into === null ? buffersOf(result) : []);
    }
  }

  function arraysAt({ memory, ...places }: Place): Arrays {
    const at = ([offset, length]: readonly [number, number]) =>
      new Float32Array(shared.get(memory)!, offset * Float32Array.BYTES_PER_ELEMENT, length);
    return perArray((name) => at(places[name]));
  }
}

function withoutArrays(result: ClipResult): FromWorker["result"] {
  if ("skipped" in result) return result;
  return { placed: result.triplets.map(({ triplet, crop, gop, offset }) => ({ triplet, crop, gop, offset })) };
}

/** Each buffer once: triplets of one group of pictures share theirs. */
function buffersOf(result: ClipResult): ArrayBuffer[] {
  if ("skipped" in result) return [];
  const arrays = result.triplets.flatMap((triplet) => arrayNames.map((name) => triplet[name]));
  return [...new Set(arrays.map((array) => array.buffer as ArrayBuffer))];
}
