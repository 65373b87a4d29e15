/**
 * Networks in the Neuromorphic Intermediate Representation (NIR): its HDF5 files, running them, import and export.
 *
 * @packageDocumentation
 */

export { InvalidGraphError, NirFileError, UnsupportedNodeError } from "../errors.js";
export { checkGraph, completeGraph } from "./complete-graph.js";
export type { Discretisation, NirMethod } from "./discretise.js";
export * from "./graph.js";
export { type NirImportOptions, type NirNetwork, type NirRun, type NirState, nirNetwork } from "./network.js";
export { type ReadNirOptions, readNir } from "./read-nir.js";
export type { MappedNode } from "./report.js";
export { NIR_VERSION, type WriteNirOptions, writeNir } from "./write-nir.js";
