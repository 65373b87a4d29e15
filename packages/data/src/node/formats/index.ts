import { hmdb51 } from "./hmdb51.js";
import { kinetics } from "./kinetics.js";
import type { ListFormat } from "./list-format.js";
import { somethingSomething } from "./something-something.js";
import { ucf101 } from "./ucf101.js";

/** The datasets with lists of their own, in the order in which a folder is asked whether it is one. */
export const listFormats: readonly ListFormat[] = [
  ucf101,
  hmdb51,
  somethingSomething,
  kinetics(400),
  kinetics(600),
  kinetics(null),
];
