import { horowitz45nm, horowitz45nmFp16, horowitz45nmInt8, horowitz45nmInt32 } from "./horowitz-45nm.js";
import { jouppi7nm } from "./jouppi-7nm.js";
import { loihi, trueNorth } from "./neuromorphic-chips.js";
import type { Technology } from "./technology.js";

/** The technologies that come with the package, by the names that programs take. */
export const technologies: Readonly<Record<string, Technology>> = {
  "45nm-fp32": horowitz45nm,
  "45nm-fp16": horowitz45nmFp16,
  "45nm-int32": horowitz45nmInt32,
  "45nm-int8": horowitz45nmInt8,
  "7nm-fp32": jouppi7nm,
  loihi,
  truenorth: trueNorth,
};
