import { parentPort } from "node:worker_threads";
import type { ToWorker } from "../../pool/messages.js";
import { serve } from "../../pool/serve-tasks.js";

// The thread behind `openBackendPool`.
if (parentPort) {
  const port = parentPort;
  const take = serve({ send: (answer, move) => port.postMessage(answer, move) }, (module) => import(module!));
  port.on("message", (message: ToWorker) => take(message));
}
