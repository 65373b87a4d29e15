import { describeError, InterruptedError } from "../errors.js";
import { inParallel } from "../prepare/in-parallel.js";
import { withVideo } from "../video/open.js";

/** A clip whose headers cannot be read, and why. */
export interface BrokenClip {
  readonly file: string;
  readonly reason: string;
}

export interface CheckOptions {
  /** Clips at a time. */
  readonly jobs: number;
  readonly signal?: AbortSignal;
  onClip?(done: number, file: string): void;
}

/**
 * Opens every clip, container and sequence headers, without decoding a frame.
 * @throws InterruptedError
 */
export async function checkClips(
  files: readonly string[],
  { jobs, signal, onClip }: CheckOptions,
): Promise<BrokenClip[]> {
  const broken: BrokenClip[] = [];
  let done = 0;
  await inParallel(files, jobs, async (file) => {
    if (signal?.aborted) return;
    try {
      await withVideo(file, async () => undefined);
    } catch (error) {
      broken.push({ file, reason: describeError(error, file) });
    }
    onClip?.(++done, file);
  });
  if (signal?.aborted) throw new InterruptedError(`stopped after ${done} of ${files.length} clips`);
  return broken.sort((a, b) => (a.file < b.file ? -1 : 1));
}
