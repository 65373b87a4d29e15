import type { Accumulated, FrameTransform } from "@cvar/accumulate";
import type { Picture } from "@cvar/bitstream";
import type { SamplePoint } from "./sampling/sampler.js";
import type { GopVisitor } from "./trace-gop.js";
import type { Arrays } from "./triplet-arrays.js";

/** A sample, and the arrays of each of its views. */
export interface PlacedSample {
  readonly point: SamplePoint;
  /** One for each view, in the order of the transforms. */
  readonly views: readonly Arrays[];
}

/** A place in an array: which of the blocks of `[T, …]` it has. */
interface Target {
  readonly to: Float32Array;
  readonly step: number;
}

/**
 * Writes what one group of pictures gives into the samples that want it: each view is resampled once, and copied where several
 * samples or time steps show the same.
 * @param samples  those of this group, and those that have it as neighbour
 * @param area  S²
 */
export function sampleWriter(
  gop: number,
  samples: readonly PlacedSample[],
  transforms: readonly FrameTransform[],
  area: number,
): GopVisitor {
  const own = samples.filter(({ point }) => point.gop === gop);
  const beside = samples.filter(({ point }) => point.neighbour === gop);
  const targets = (view: number, kind: "motion" | "residual", from: number, to: number): Target[] =>
    own.flatMap(({ point, views }) =>
      point[kind].flatMap((position, step) =>
        position >= from && position < to && views[view]![kind].length > 0 ? [{ to: views[view]![kind], step }] : [],
      ),
    );
  return {
    image(picture: Picture) {
      transforms.forEach((transform, view) => {
        const arrays = [
          ...own.map(({ views }) => views[view]!.image),
          ...beside.map(({ views }) => views[view]!.neighbour),
        ].filter((array) => array.length > 0);
        writeOnce(
          arrays.map((to) => ({ to, step: 0 })),
          area * 3,
          (to, offset) => transform.image(picture, to, offset),
        );
      });
    },
    trace(trace: Accumulated | null, from: number, to: number) {
      transforms.forEach((transform, view) => {
        writeOnce(targets(view, "motion", from, to), area * 2, (array, offset) => {
          if (trace === null) array.fill(0, offset, offset + area * 2);
          else transform.motion(trace.motion, array, offset);
        });
        writeOnce(targets(view, "residual", from, to), area * 3, (array, offset) => {
          if (trace === null) array.fill(0, offset, offset + area * 3);
          else transform.residual(trace.planes!, array, offset);
        });
      });
    },
  };
}

/** Writes the first target, and copies it to the others. @param length  values of a block */
function writeOnce(
  targets: readonly Target[],
  length: number,
  write: (to: Float32Array, offset: number) => void,
): void {
  const [first, ...others] = targets;
  if (first === undefined) return;
  const begin = first.step * length;
  write(first.to, begin);
  for (const { to, step } of others) {
    if (to === first.to) to.copyWithin(step * length, begin, begin + length);
    else to.set(first.to.subarray(begin, begin + length), step * length);
  }
}
