import { parentPort } from "node:worker_threads";
import type { Request } from "../pool/messages.js";
import { serveFiles } from "../pool/serve-files.js";
import { openVideo } from "./open-video.js";

// The thread behind `createDecoderPool`.
if (parentPort) {
  const port = parentPort;
  const take = serveFiles({ send: (answer, move) => port.postMessage(answer, move as ArrayBuffer[]) }, openVideo);
  port.on("message", (request: Request) => take(request));
}
