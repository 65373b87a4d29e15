import { openVideo } from "../open-video.js";
import type { Answer, Request } from "./messages.js";
import { serveFiles } from "./serve-files.js";

// The web worker behind `createDecoderPool` in a browser.
interface WorkerScope {
  onmessage: ((event: { readonly data: Request }) => void) | null;
  postMessage(message: Answer, move: readonly ArrayBuffer[]): void;
}
const scope = globalThis as unknown as WorkerScope;
const take = serveFiles({ send: (answer, move) => scope.postMessage(answer, move) }, openVideo);
scope.onmessage = ({ data }) => take(data);
