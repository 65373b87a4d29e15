import { UsageError } from "../errors.js";
import type { OpenOptions, Video, VideoSource } from "../frame.js";
import type { Line, MovedFrame, PooledFrameOptions, Request } from "./messages.js";
import { type PackedFrame, packFrame } from "./pack-frame.js";
import { toPlainError } from "./plain-error.js";

/** Frames of one message, and how long the first of them waits for the others. */
const BATCH_FRAMES = 8;
const BATCH_MS = 5;

interface OpenFile {
  readonly abort: AbortController;
  credit: number;
  /** Told when there is credit again. */
  more: (() => void) | null;
}

/**
 * The worker's side of a pool: decodes the files it is given, all of them in turn, and sends no more frames than it has credit for.
 * @returns takes the pool's requests
 */
export function serveFiles(
  line: Line,
  openVideo: (source: VideoSource, options: OpenOptions) => Promise<Video>,
): (request: Request) => void {
  const files = new Map<number, OpenFile>();

  async function decode(id: number, file: OpenFile, source: VideoSource, options: PooledFrameOptions): Promise<void> {
    const { signal } = file.abort;
    let batch: PackedFrame[] = [];
    const send = () => {
      if (batch.length === 0) return;
      line.send(
        { kind: "frames", file: id, frames: batch.map(moved) },
        batch.map(({ buffer }) => buffer),
      );
      batch = [];
    };
    const video = await openVideo(source, { signal });
    try {
      let began = 0;
      for await (const frame of video.frames({ ...options, arrays: "borrowed", signal })) {
        if (batch.length === 0) began = performance.now();
        batch.push(packFrame(frame));
        file.credit--;
        if (batch.length >= BATCH_FRAMES || file.credit === 0 || performance.now() - began > BATCH_MS) send();
        if (file.credit === 0) await credit(file, signal);
      }
      send();
    } catch (error) {
      if (!signal.aborted) send(); // what is before a fault is delivered
      throw error;
    } finally {
      await video.close();
    }
  }

  return (request) => {
    const { kind, file: id } = request;
    const file = files.get(id);
    if (kind === "open") {
      const opened: OpenFile = { abort: new AbortController(), credit: request.credit, more: null };
      files.set(id, opened);
      decode(id, opened, request.source, request.options)
        .then(
          () => line.send({ kind: "end", file: id }, []),
          (error) => line.send({ kind: "failed", file: id, error: toPlainError(error) }, []),
        )
        .finally(() => files.delete(id));
    } else if (kind === "more" && file) {
      file.credit += request.credit;
      file.more?.();
    } else if (kind === "stop" && file) {
      file.abort.abort(new UsageError("the pool's reader left"));
      file.more?.();
    }
  };
}

async function credit(file: OpenFile, signal: AbortSignal): Promise<void> {
  while (file.credit <= 0 && !signal.aborted) {
    await new Promise<void>((resolve) => {
      file.more = resolve;
    });
  }
}

function moved({ frame }: PackedFrame): MovedFrame {
  return frame.damage === null ? (frame as MovedFrame) : { ...frame, damage: toPlainError(frame.damage) };
}
