import { DC_SIZE_CHROMA, DC_SIZE_LUMA, ESCAPE, putCode } from "./code-tables.js";
import { INTER, INTRA } from "./coefficient-tables.js";
import { dcScaler } from "./dc-prediction.js";
import { reversibleCode } from "./reversible-codes.js";
import { around, DC_THRESHOLDS, oneIn, type Writer } from "./tools.js";

/** Sum of the magnitudes of a block's dequantised coefficients: beyond it transforms of 16 bits overflow, each in its own way. */
const QUIET = 300;
const LOUD = 900;

/** A random difference of an intra DC coefficient with its own code (Tables B-13 to B-15). */
export function putDc(writer: Writer, block: number): void {
  const { random, quantiser } = writer;
  const most = Math.max(2, Math.floor((oneIn(random, 12) ? 160 : 24) / Math.max(1, quantiser / 8)));
  const difference = limitDc(writer, block, oneIn(random, 4) ? 0 : around(random, most));
  const size = difference === 0 ? 0 : 32 - Math.clz32(Math.abs(difference));
  const sink = writer.vop.type === "I" ? writer.first : writer.second;
  putCode(sink, (block < 4 ? DC_SIZE_LUMA : DC_SIZE_CHROMA)[size]!);
  if (size > 0) sink.put(difference > 0 ? difference : difference + (1 << size) - 1, size);
  if (size > 8) sink.put(1, 1);
}

/** The difference nearest to the wanted one that leaves the block's DC in 0…2047; the DC is stored. */
function limitDc({ quantiser, mbIndex, dc }: Writer, block: number, wanted: number): number {
  const scaler = dcScaler(quantiser, block < 4);
  const predicted = dc.predict(mbIndex, block, scaler);
  const level = Math.max(0, Math.min(Math.floor(2047 / scaler), predicted + wanted));
  dc.store(mbIndex, block, level * scaler);
  return level - predicted;
}

/** Whether intra macroblocks that begin with the running quantiser code their DC apart (use_intra_dc_vlc). */
export function separateDc({ vop, quantiser }: Writer): boolean {
  return quantiser < DC_THRESHOLDS[vop.dcThresholdCode]!;
}

/**
 * Random coefficients of an intra block.
 * @param coded it has any
 */
export function putIntraBlock(writer: Writer, block: number, coded: boolean, separate: boolean): void {
  if (separate) putDc(writer, block);
  if (coded) putCoefficients(writer, block, separate ? 1 : 0);
  else if (!separate) limitDc(writer, block, 0);
}

/** Random coefficients of an inter block. */
export function putInterBlock(writer: Writer): void {
  putCoefficients(writer, null, 0);
}

/** Random coefficients from scan index `first` on; of intra block `intraBlock`, or of an inter block (null). */
function putCoefficients(writer: Writer, intraBlock: number | null, first: number): void {
  const { random, quantiser, tools } = writer;
  let budget = tools.loud && oneIn(random, 3) ? LOUD : QUIET;
  // Weights reach 64 where they are custom; the default ones 45.
  const step = tools.weighted ? (quantiser * 64) / 8 : quantiser * 2;
  const dense = oneIn(random, 6);
  let at = first - 1;
  for (let last = false; !last; ) {
    const room = 62 - at; // scan indices that may be passed over
    const run = Math.min(room, dense ? random(2) : oneIn(random, 5) ? random(40) : random(6));
    const largest = Math.max(1, Math.min(2047, Math.floor(budget / step)));
    const level = 1 + (oneIn(random, 5) ? random(largest) : random(Math.min(3, largest)));
    let signed = oneIn(random, 2) ? -level : level;
    // The first of the coefficients is the DC's difference.
    if (intraBlock !== null && first === 0 && at < 0) {
      if (run > 0) limitDc(writer, intraBlock, 0);
      else signed = limitDc(writer, intraBlock, signed) || limitDc(writer, intraBlock, -signed) || 1;
    }
    budget -= level * step;
    at += run + 1;
    last = at === 63 || budget < step || oneIn(random, dense ? 30 : 4);
    putCoefficient(writer, intraBlock !== null, last ? 1 : 0, run, signed);
  }
}

/** One coefficient in reversible codes; one that has a code may be escaped all the same (Table B-25). */
function putReversible(
  { random, texture: sink }: Writer,
  intra: boolean,
  last: number,
  run: number,
  signed: number,
): void {
  const level = Math.abs(signed);
  const sign = signed < 0 ? 1 : 0;
  const code = oneIn(random, 8) ? undefined : reversibleCode(intra, last === 1, run, level);
  if (code) sink.code(code);
  else {
    sink.code("0000 1");
    sink.put(last, 1);
    sink.put(run, 6);
    sink.put(1, 1);
    sink.put(level, 11);
    sink.code("1 0000");
  }
  sink.put(sign, 1);
}

/** One coefficient, in one of the ways that can code it (7.4.1.3). */
function putCoefficient(writer: Writer, intra: boolean, last: number, run: number, signed: number): void {
  if (writer.tools.partitioned === "reversible" && writer.vop.type !== "B") {
    putReversible(writer, intra, last, run, signed);
    return;
  }
  const { random, texture: sink } = writer;
  const table = intra ? INTRA : INTER;
  const level = Math.abs(signed);
  const sign = signed < 0 ? 1 : 0;
  const ways: (() => void)[] = [];
  const code = table.code(last, run, level);
  if (code) {
    ways.push(() => putCode(sink, code));
    // An escape where none is needed is allowed; encoders do not do it, so it stays the exception.
    if (!oneIn(random, 8)) {
      done();
      return;
    }
  }
  const escaped1 = table.code(last, run, level - table.maxLevel(last, run));
  if (escaped1 && table.maxLevel(last, run) > 0) {
    ways.push(() => {
      putCode(sink, ESCAPE);
      sink.put(0, 1);
      putCode(sink, escaped1);
    });
  }
  const shorter = run - table.maxRun(last, level) - 1;
  const escaped2 = shorter >= 0 && table.maxRun(last, level) >= 0 ? table.code(last, shorter, level) : undefined;
  if (escaped2) {
    ways.push(() => {
      putCode(sink, ESCAPE);
      sink.put(2, 2);
      putCode(sink, escaped2);
    });
  }
  if (ways.length === 0 || oneIn(random, 4)) {
    putCode(sink, ESCAPE);
    sink.put(3, 2);
    sink.put(last, 1);
    sink.put(run, 6);
    sink.put(1, 1);
    sink.put(signed & 0xfff, 12);
    sink.put(1, 1);
    return;
  }
  done();

  function done(): void {
    ways[random(ways.length)]!();
    sink.put(sign, 1);
  }
}
