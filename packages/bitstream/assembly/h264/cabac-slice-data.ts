// Slice data in CABAC (7.3.4, 9.3).

import { beginContexts } from "./cabac-contexts";
import { beginData, beginEngine, bitPosition, isOverrun, terminate } from "./cabac-engine";
import { decodeMacroblock, skipMacroblock } from "./cabac-macroblock";
import { readFieldFlag, readSkipFlag } from "./cabac-macroblock-type";
import { directCache, ENTRIES } from "./caches";
import { fault, MB_ADDRESS, TRUNCATED } from "./fault";
import { inferFieldFlag } from "./field-inference";
import { NO_SLICE, sliceNumbers, types } from "./macroblock-arrays";
import { FIELD, SKIP } from "./macroblock-type";
import { findNeighbours } from "./neighbours";
import { alreadyDecoded, firstMacroblock, mbAddress, nextMacroblock } from "./next-macroblock";
import * as p from "./slice-parameters";
import { goTo, I_SLICE, mbaff, mbField, mbIndex, mbX, mbY, qp, setMbField, sliceNumber, sliceType } from "./slice-state";

/** Decodes macroblocks up to the slice's end; each goes through reconstructMacroblock(). False: a fault was noted. */
export function decodeCabacSlice(): bool {
  const address = <usize>p.parameter(p.DATA);
  const bytes = p.parameter(p.DATA_BYTES);
  const first = (p.parameter(p.START_BIT) + 7) >> 3;
  if (first >= bytes) return fault(TRUNCATED);
  beginContexts(sliceType == I_SLICE ? 0 : 1 + p.parameter(p.CABAC_INIT_IDC), qp);
  // Kept up to date in B slices alone.
  memory.fill(directCache, 0, ENTRIES);
  beginData(address, bytes);
  beginEngine(address + <usize>first);
  if (!firstMacroblock()) return false;
  do {
    if (alreadyDecoded()) return fault(MB_ADDRESS, mbAddress, bitPosition());
    if (!(mbaff ? decodePair() : decodeOne())) return false;
    if (terminate()) return true;
  } while (nextMacroblock());
  return fault(MB_ADDRESS, mbAddress, bitPosition());
}

/** The macroblock at hand was not read past the data's end. */
// @ts-ignore: decorator
@inline
function isWhole(): bool {
  return !isOverrun() || fault(TRUNCATED, 0, bitPosition());
}

function decodeOne(): bool {
  findNeighbours();
  return (sliceType != I_SLICE && readSkipFlag() ? skipMacroblock() : decodeMacroblock()) && isWhole();
}

/** Two macroblocks, one above the other, of an MBAFF frame: both of a frame or both of fields. */
function decodePair(): bool {
  setMbField(inferFieldFlag());
  let skipped = false;
  let secondSkipped = false;
  if (sliceType != I_SLICE) {
    findNeighbours();
    skipped = readSkipFlag();
  }
  if (skipped) secondSkipped = lookAhead();
  else setMbField(readFieldFlag());
  findNeighbours();
  if (!(skipped ? skipMacroblock() : decodeMacroblock()) || !isWhole()) return false;
  if (!nextMacroblock()) return fault(MB_ADDRESS, mbAddress);
  findNeighbours();
  if (!skipped && sliceType != I_SLICE) secondSkipped = readSkipFlag();
  return (secondSkipped ? skipMacroblock() : decodeMacroblock()) && isWhole();
}

/**
 * With the first macroblock of a pair skipped, whether the pair has fields is known once mb_skip_flag of the second is, which is
 * read as if it were as inferred. Returns that flag, and comes back to the first macroblock.
 */
function lookAhead(): bool {
  const index = <usize>mbIndex;
  const x = mbX;
  const y = mbY;
  store<u32>(types + (index << 2), SKIP | (mbField ? FIELD : 0));
  store<u16>(sliceNumbers + (index << 1), sliceNumber);
  goTo(x, y + 1);
  findNeighbours();
  const skipped = readSkipFlag();
  goTo(x, y);
  store<u16>(sliceNumbers + (index << 1), NO_SLICE);
  if (!skipped) setMbField(readFieldFlag());
  return skipped;
}
