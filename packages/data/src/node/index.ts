export type { Batch } from "./batch.js";
export { type ClipReaders, createClipReaders } from "./clip-readers.js";
export { type ClipResult, type ClipTask, readClip, type SkippedClip } from "./clip-task.js";
export { csvList } from "./csv-list.js";
export { folderOfClasses } from "./folder-of-classes.js";
export { createLoader, type Loader } from "./loader.js";
export type { LoaderOptions } from "./loader-options.js";
export type { LoaderState } from "./loader-state.js";
export { readTriplets } from "./read-triplets.js";
