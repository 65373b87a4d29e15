import type { CodedFrame } from "@cvar/bitstream";
import type { TraceState } from "./trace-state.js";

/** A frame as it was traced: its state stays as it is until the tracer is called again. */
export interface Traced {
  readonly state: TraceState;
  /** Display index of the I-frame that the trace ends at. */
  readonly origin: number;
  /** Blocks that Π is of; missing: pixels. */
  readonly grid?: { readonly columns: number; readonly rows: number; readonly blockSize: number };
}

/** Follows frames in decode order. */
export interface FrameTracer {
  /** Takes an I-frame, of the right size and with its picture where residuals are traced. */
  start(frame: CodedFrame): void;
  /** Takes any other frame. @throws FrameOrderError, MissingDataError, MissingReferenceError */
  push(frame: CodedFrame): Traced;
}
