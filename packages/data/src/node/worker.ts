import { parentPort, workerData } from "node:worker_threads";
import { readClip } from "./clip-task.js";
import { serveClips } from "./serve-clips.js";
import type { WorkerSetup } from "./worker-messages.js";

if (parentPort) serveClips(parentPort, workerData as WorkerSetup, readClip);
