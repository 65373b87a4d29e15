import { putInterBlock, putIntraBlock, separateDc } from "./blocks.js";
import { CBPY, MCBPC_INTER, MCBPC_INTRA, putCode, STUFFING } from "./code-tables.js";
import { putDctType, putFieldPrediction } from "./interlaced.js";
import { oneIn, pick, type Writer } from "./tools.js";
import { putVector } from "./vectors.js";

/** dquant (Table 6-32), by code. */
const DQUANT: readonly number[] = [-1, -2, 1, 2];

/** macroblock() of an I-, P- or S-VOP (6.2.6). */
export function putMacroblock(writer: Writer): void {
  const { vop, random, tools } = writer;
  const predicted = vop.type !== "I";
  while (tools.stuffing && oneIn(random, 8)) {
    if (predicted) writer.first.put(0, 1);
    putCode(writer.first, STUFFING);
  }
  if (!predicted) {
    putIntra(writer, random(3) === 0);
    return;
  }
  const skip = oneIn(random, 4);
  writer.first.put(skip ? 1 : 0, 1);
  writer.skipped[writer.mbIndex] = skip ? 1 : 0;
  if (skip) return;
  if (oneIn(random, 6)) putIntra(writer, random(3) === 0);
  else putInter(writer, pick(random, [INTER, INTER, INTER, INTER_Q, INTER_4V, INTER_4V]));
}

/** Macroblock types (Table B-1). */
const INTER = 0;
const INTER_Q = 1;
const INTER_4V = 2;

/** A pattern of six blocks: often none, often all. */
export function choosePattern(writer: Writer): number {
  const { random } = writer;
  return pick(random, [0, 63, random(64), random(64), 32 >> random(6)]);
}

function putIntra(writer: Writer, withQuantiser: boolean): void {
  const { vop, random, first, second } = writer;
  const pattern = choosePattern(writer);
  const type = withQuantiser ? 4 : 3;
  if (vop.type === "I") putCode(first, MCBPC_INTRA[(type - 3) * 4 + (pattern & 3)]!);
  else putCode(first, MCBPC_INTER[type * 4 + (pattern & 3)]!);
  second.put(random(2), 1); // ac_pred_flag
  putCode(second, CBPY[pattern >> 2]!);
  const separate = separateDc(writer);
  if (withQuantiser) putQuantiser(writer);
  putDctType(writer, true);
  for (let block = 0; block < 6; block++) {
    putIntraBlock(writer, block, ((pattern >> (5 - block)) & 1) !== 0, separate);
  }
}

function putInter(writer: Writer, type: number): void {
  const { vop, tools, random, first, second } = writer;
  const pattern = choosePattern(writer);
  putCode(first, MCBPC_INTER[type * 4 + (pattern & 3)]!);
  // mcsel: predicted along the global motion.
  const global = vop.type === "S" && type !== INTER_4V && oneIn(random, 2);
  if (vop.type === "S" && type !== INTER_4V) first.put(global ? 1 : 0, 1);
  putCode(second, CBPY[(pattern >> 2) ^ 15]!);
  if (type === INTER_Q) putQuantiser(writer);
  putDctType(writer, pattern !== 0);
  if (!global) {
    const fields = tools.interlaced && type !== INTER_4V && putFieldPrediction(writer, true, false);
    const vectors = type === INTER_4V ? 4 : fields ? 2 : 1;
    for (let i = 0; i < vectors; i++) putVector(writer, first, vop.forwardCode);
  }
  for (let block = 0; block < 6; block++) {
    if ((pattern >> (5 - block)) & 1) putInterBlock(writer);
  }
}

function putQuantiser(writer: Writer): void {
  const code = writer.random(4);
  (writer.vop.type === "I" ? writer.first : writer.second).put(code, 2);
  writer.quantiser = Math.max(1, Math.min(31, writer.quantiser + DQUANT[code]!));
}
