export * from "./errors.js";
export type * from "./frame.js";
