import type { Picture } from "@cvar/bitstream";
import { FrameOrderError } from "./errors.js";
import type { FrameTracer } from "./frame-tracer.js";
import { copyPlanes, type TraceMemory } from "./trace-memory.js";
import { type AccumulationRule, resetTrace } from "./trace-state.js";

/** Traces P-frames, each from the one pushed before it: for rules to which B-frames and several references mean nothing. */
export function createChainTracer(memory: TraceMemory, rule: AccumulationRule, name: string): FrameTracer {
  let [current, spare] = [memory.newState(), memory.newState()];
  const picture: Picture | null = memory.delta && memory.newPicture();
  let origin = -1;
  let position = 0;
  return {
    start(frame) {
      if (picture !== null && frame.picture !== null) copyPlanes(frame.picture, picture);
      origin = frame.displayIndex;
      position = 0;
      resetTrace(current);
    },
    push(frame) {
      if (frame.type !== "P")
        throw new FrameOrderError(
          `frame ${frame.decodeIndex} is a ${frame.type}-frame: rule "${name}" traces P-frames only`,
        );
      rule(current, frame, { memory, reference: picture, position: ++position }, spare);
      [current, spare] = [spare, current];
      return { state: current, origin };
    },
  };
}
