import type { FromWorker, ToWorker } from "./messages.js";

/** A worker as the pool sees it, in any runtime. */
export interface WorkerHandle {
  /** @throws where the message cannot be cloned */
  post(message: ToWorker, transfer: readonly Transferable[]): void;
  /** Whether the program stays alive for it. */
  keepAlive(alive: boolean): void;
  terminate(): Promise<void>;
}

/** Starts a worker. `died` is called at most once, also after `terminate`. */
export type StartWorker = (heard: (answer: FromWorker) => void, died: (why: string) => void) => WorkerHandle;
