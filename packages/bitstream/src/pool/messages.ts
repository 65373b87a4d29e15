import type { CodedFrame, FrameOptions, VideoSource } from "../frame.js";
import type { PlainError } from "./plain-error.js";

/** Options that go to another thread: its frames are always owned, since they are moved; a signal is heard on this side. */
export type PooledFrameOptions = Omit<FrameOptions, "arrays" | "signal">;

/** A frame on its way: its arrays are moved, and what it says of damage is plain data. */
export type MovedFrame = Omit<CodedFrame, "damage"> & { readonly damage: PlainError | null };

/** To the worker. `file` numbers the files of a pool. */
export type Request =
  | {
      readonly kind: "open";
      readonly file: number;
      readonly source: VideoSource;
      readonly options: PooledFrameOptions;
      /** Frames that may be sent before `more`. */
      readonly credit: number;
    }
  | { readonly kind: "more"; readonly file: number; readonly credit: number }
  | { readonly kind: "stop"; readonly file: number };

/** From the worker. Nothing comes for a file after `end` or `failed`. */
export type Answer =
  | { readonly kind: "frames"; readonly file: number; readonly frames: readonly MovedFrame[] }
  | { readonly kind: "end"; readonly file: number }
  | { readonly kind: "failed"; readonly file: number; readonly error: PlainError };

/** The worker's side of the line, in any runtime. */
export interface Line {
  send(answer: Answer, move: readonly ArrayBuffer[]): void;
}
