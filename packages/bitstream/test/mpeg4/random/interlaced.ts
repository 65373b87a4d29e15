import { oneIn, type Writer } from "./tools.js";

/** interlaced_information() (6.2.6.4), first part: dct_type. */
export function putDctType({ tools, first, random, vop }: Writer, coded: boolean): void {
  if (tools.interlaced && (coded || (tools.dctTypeAlways && vop.type !== "B"))) first.put(random(2), 1);
}

/** Second part: field_prediction and which fields are referred to. Returns whether the macroblock is field-predicted. */
export function putFieldPrediction({ first, random }: Writer, forward: boolean, backward: boolean): boolean {
  const fields = oneIn(random, 2);
  first.put(fields ? 1 : 0, 1);
  if (fields && forward) first.put(random(4), 2);
  if (fields && backward) first.put(random(4), 2);
  return fields;
}
