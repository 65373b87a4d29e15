import {
  type CropWindow,
  type FrameTransform,
  frameHeight,
  frameWidth,
  motionRange,
  type RuleName,
} from "@cvar/accumulate";
import type { CodedFrame } from "@cvar/bitstream";
import { opticalFlow } from "./optical-flow.js";
import type { PlacedSample } from "./sample-writer.js";
import type { GopVisitor } from "./trace-gop.js";

/** How flow is estimated. */
export interface FlowOptions {
  /** One for each view. */
  readonly transforms: readonly FrameTransform[];
  readonly windows: readonly CropWindow[];
  /** S */
  readonly size: number;
  readonly rule: RuleName;
}

/** A frame that flow may begin at. */
interface Anchor {
  readonly displayIndex: number;
  /** Grey values of each view, `[S, S]`. */
  readonly greys: readonly Float32Array[];
}

/**
 * Writes optical flow into the samples of a group of pictures, where their motion is read: over the time that the motion spans, in
 * its units, within ±1.
 * @returns takes the group's frames with their pictures, in decode order
 */
export function flowWriter(
  gop: number,
  samples: readonly PlacedSample[],
  { transforms, windows, size, rule }: FlowOptions,
): NonNullable<GopVisitor["picture"]> {
  const own = samples.filter(({ point }) => point.gop === gop);
  let anchors: Anchor[] = [];

  function greysOf({ picture, displayIndex }: CodedFrame): Anchor {
    const pixels = new Float32Array(size * size * 3);
    const greys = transforms.map((transform) => {
      transform.image(picture!, pixels, 0);
      return Float32Array.from(
        { length: size * size },
        (_, i) => (pixels[3 * i]! + pixels[3 * i + 1]! + pixels[3 * i + 2]!) / 3,
      );
    });
    return { displayIndex, greys };
  }

  /** Flow of a view in the units of motion. */
  function scaled(flow: Float32Array, { width, height }: CropWindow): Float32Array {
    const scales = [width * frameWidth, height * frameHeight].map((side) => side / size / motionRange);
    return flow.map((value, i) => Math.min(Math.max(value * scales[i % 2]!, -1), 1));
  }

  return (frame, position) => {
    if (own.length === 0) return;
    if (frame.type === "I") {
      for (const view of own.flatMap(({ views }) => views)) view.flow.fill(0);
      anchors = [greysOf(frame)];
      return;
    }
    const wanted = own.filter(({ point }) => point.motion.includes(position));
    const becomesAnchor = rule === "none" && frame.reference;
    if (wanted.length === 0 && !becomesAnchor) return;
    const now = greysOf(frame);
    const before = anchors.findLast(({ displayIndex }) => displayIndex < frame.displayIndex);
    for (const [view, window] of windows.entries()) {
      if (wanted.length === 0 || before === undefined) break;
      const flow = scaled(opticalFlow(before.greys[view]!, now.greys[view]!, size), window);
      for (const { point, views } of wanted) {
        for (const [step, at] of point.motion.entries())
          if (at === position) views[view]!.flow.set(flow, step * flow.length);
      }
    }
    if (becomesAnchor) anchors = [...anchors.slice(-1), now];
  };
}
