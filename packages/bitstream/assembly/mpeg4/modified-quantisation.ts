// Modified quantisation of H.263 (ITU-T H.263, annex T): other changes of the quantiser, and finer steps for chroma.

import { read } from "./bits";
import { quantiser, setChromaQuantiser, setQuantiser } from "./picture-state";

/** Table T.2: the quantiser of chroma blocks. */
const CHROMA: usize = memory.data<u8>([
  0, 1, 2, 3, 4, 5, 6, 6, 7, 8, 9, 9, 10, 10, 11, 11, 12, 12, 12, 13, 13, 13, 14, 14, 14, 14, 14, 15, 15, 15, 15, 15,
]);

/** Sets the quantiser of chroma blocks to go with the running one. */
export function refineChroma(): void {
  setChromaQuantiser(<i32>load<u8>(CHROMA + <usize>quantiser));
}

/** dquant (T.2): 10 and 11 for small steps, which grow with the quantiser (Table T.1); else 0 and a new quantiser. False: it is 0. */
export function changeModifiedQuantiser(): bool {
  if (!read(1)) {
    const value = <i32>read(5);
    if (value == 0) return false;
    setQuantiser(value);
    return true;
  }
  const up = read(1) != 0;
  const q = quantiser;
  const step = q < 11 ? 1 : q < 21 ? 2 : 3;
  if (up) setQuantiser(q == 31 ? 26 : min(31, q + step));
  else setQuantiser(q == 1 ? 3 : q - step);
  return true;
}
