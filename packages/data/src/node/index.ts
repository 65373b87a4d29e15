export type { Batch } from "./batch.js";
export { type ClipReaders, createClipReaders } from "./clip-readers.js";
export { type ClipResult, type ClipTask, readClip, type SkippedClip } from "./clip-task.js";
export { csvList } from "./csv-list.js";
export { folderOfClasses } from "./folder-of-classes.js";
export { createLoader, type Loader, type LoaderOptions } from "./loader.js";
export { readTriplets } from "./read-triplets.js";
