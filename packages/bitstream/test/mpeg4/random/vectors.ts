import type { BitSink } from "./bit-sink.js";
import { MVD, putCode } from "./code-tables.js";
import { around, oneIn, type Writer } from "./tools.js";

/** A random difference of a vector's two components (6.2.6.2). */
export function putVector(writer: Writer, sink: BitSink, fcode: number): void {
  const { random, tools } = writer;
  const reach = oneIn(random, 16) ? 32 << (fcode - 1) : Math.min(tools.reach, 32 << (fcode - 1));
  for (let component = 0; component < 2; component++) {
    putDifference(sink, oneIn(random, 3) ? 0 : around(random, reach), fcode);
  }
}

/** One component's difference (Table B-12) in units of the range of `fcode`. */
export function putDifference(sink: BitSink, difference: number, fcode: number): void {
  const remainder = fcode - 1;
  const magnitude = Math.abs(difference) - 1;
  if (difference === 0) {
    putCode(sink, MVD[0]!);
    return;
  }
  putCode(sink, MVD[(magnitude >> remainder) + 1]!);
  sink.put(difference < 0 ? 1 : 0, 1);
  sink.put(magnitude & ((1 << remainder) - 1), remainder);
}
