import { putInterBlock } from "./blocks.js";
import { putDctType, putFieldPrediction } from "./interlaced.js";
import { choosePattern } from "./macroblock.js";
import { oneIn, pick, type Writer } from "./tools.js";
import { putVector } from "./vectors.js";

/** mb_type (Table B-3). */
const DIRECT = "1";
const INTERPOLATE = "01";
const BACKWARD = "001";
const FORWARD = "0001";

/** dbquant (Table 6-33): code and change. */
const DBQUANT: readonly (readonly [string, number])[] = [
  ["0", 0],
  ["10", -2],
  ["11", 2],
];

/** macroblock() of a B-VOP (6.2.6). Nothing is written where the co-located macroblock of the next anchor is not coded. */
export function putBMacroblock(writer: Writer): void {
  const { vop, random, tools, first: sink, anchorSkipped, mbIndex } = writer;
  if (anchorSkipped[mbIndex]) return;
  // modb (Table B-2): "1" direct without anything, "01" without a pattern, "00" with one.
  if (oneIn(random, 5)) {
    sink.put(1, 1);
    return;
  }
  const pattern = choosePattern(writer);
  sink.code(pattern === 0 ? "01" : "00");
  const type = pick(random, [DIRECT, INTERPOLATE, BACKWARD, FORWARD]);
  sink.code(type);
  if (pattern !== 0) sink.put(pattern, 6);
  if (type !== DIRECT && pattern !== 0) {
    const [code, change] = pick(random, DBQUANT);
    sink.code(code);
    writer.quantiser = Math.max(1, Math.min(31, writer.quantiser + change));
  }
  putDctType(writer, pattern !== 0);
  const forward = type === FORWARD || type === INTERPOLATE;
  const backward = type === BACKWARD || type === INTERPOLATE;
  const fields = tools.interlaced && type !== DIRECT && putFieldPrediction(writer, forward, backward);
  for (let i = 0; forward && i < (fields ? 2 : 1); i++) putVector(writer, sink, vop.forwardCode);
  for (let i = 0; backward && i < (fields ? 2 : 1); i++) putVector(writer, sink, vop.backwardCode);
  if (type === DIRECT) putVector(writer, sink, 1);
  for (let block = 0; block < 6; block++) {
    if ((pattern >> (5 - block)) & 1) putInterBlock(writer);
  }
}
