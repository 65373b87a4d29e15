/**
 * Networks in the Neuromorphic Intermediate Representation (NIR): its HDF5 files, running them, import and export.
 *
 * @packageDocumentation
 */

export { InvalidGraphError, NirFileError, UnsupportedNodeError } from "../errors.js";
export { checkGraph, completeGraph } from "./complete-graph.js";
export type { Discretisation, NirMethod } from "./discretise.js";
export type { NirRun, NirState } from "./evaluate.js";
export { type LayersToNirOptions, layersToNir, type MappedLayer, type NirExport } from "./from-layers.js";
export * from "./graph.js";
export { type NirInputs, type NirNetwork, nirNetwork } from "./network.js";
export { NirLayer } from "./nir-layer.js";
export { NirNetworkLayer } from "./nir-network-layer.js";
export type { NirImportOptions } from "./plan.js";
export { type ReadNirOptions, readNir } from "./read-nir.js";
export { registerNirLayers } from "./register-nir-layers.js";
export type { MappedNode } from "./report.js";
export { type NirModel, nirToLayers } from "./to-layers.js";
export { NIR_VERSION, type WriteNirOptions, writeNir } from "./write-nir.js";
