import type * as H5 from "h5wasm";
import { InvalidGraphError } from "../errors.js";
import { completeGraph } from "./complete-graph.js";
import type { FieldKind } from "./fields.js";
import { FIELDS } from "./fields.js";
import type { NirArray, NirGraph, NirMetadata, NirNode } from "./graph.js";

/** The version of Python's `nir` whose format is written. */
export const NIR_VERSION = "1.0.8";

/** Options of {@link writeNir}. */
export interface WriteNirOptions {
  /** gzip level of the arrays, 0 to 9; 4 by default, as h5py's. */
  readonly compression?: number;
}

/** Arrays shorter than this are not worth a compressed chunk. */
const COMPRESS_FROM = 64;

let files = 0;

/**
 * Writes a graph as a NIR file, which Python's `nir.read` reads. Shapes that the file must have are filled in
 * ({@link completeGraph}).
 *
 * @returns the file's bytes
 * @throws InvalidGraphError if the graph contradicts itself
 * @example await writeFile("network.nir", await writeNir(graph));
 */
export async function writeNir(graph: NirGraph, { compression = 4 }: WriteNirOptions = {}): Promise<Uint8Array> {
  const whole = completeGraph(graph);
  const h5 = await import("h5wasm");
  const library = await h5.ready;
  library.activate_throwing_error_handler();
  const name = `write-${files++}.h5`;
  const file = new h5.File(name, "w");
  try {
    file.create_dataset({ name: "version", data: NIR_VERSION, shape: [], dtype: "S" });
    writeNode(file.create_group("node"), whole, compression);
    file.close();
    return Uint8Array.from(library.FS.readFile(name) as Uint8Array);
  } finally {
    library.FS.unlink(name);
  }
}

function writeNode(group: H5.Group, node: NirNode, compression: number): void {
  group.create_dataset({ name: "type", data: node.type, shape: [], dtype: "S" });
  if (node.metadata && Object.keys(node.metadata).length > 0) {
    writeMetadata(group.create_group("metadata"), node.metadata, compression);
  }
  if (node.type === "NIRGraph") {
    const nodes = group.create_group("nodes");
    for (const [name, inner] of Object.entries(node.nodes)) {
      writeNode(nodes.create_group(componentName(name)), inner, compression);
    }
    const { length } = node.edges;
    const data = length > 0 ? node.edges.flat() : [""];
    if (length > 0) group.create_dataset({ name: "edges", data, shape: [length, 2], dtype: "S" });
    else group.create_dataset({ name: "edges", data: new Float64Array(0), shape: [0, 2] });
    return;
  }
  for (const [name, kind] of Object.entries(FIELDS[node.type])) {
    const value = (node as unknown as Record<string, unknown>)[name];
    if (value !== undefined && value !== null) writeField(group, name, kind, value, compression);
  }
}

function writeField(group: H5.Group, name: string, kind: FieldKind, value: unknown, compression: number): void {
  if (typeof value === "string") group.create_dataset({ name, data: value, shape: [], dtype: "S" });
  else if (typeof value === "number") group.create_dataset({ name, data: BigInt64Array.of(BigInt(value)), shape: [] });
  else if (kind === "array" || kind === "array?") writeArray(group, name, value as NirArray, compression);
  else {
    const numbers = value as readonly number[];
    group.create_dataset({ name, data: BigInt64Array.from(numbers, BigInt), shape: [numbers.length] });
  }
}

function writeArray(group: H5.Group, name: string, { shape, data }: NirArray, compression: number): void {
  const packed = data.length >= COMPRESS_FROM && compression > 0;
  const extents = [...shape];
  const how = { chunks: extents, compression: "gzip" as const, compression_opts: [compression] };
  group.create_dataset({ name, data, shape: extents, ...(packed ? how : {}) });
}

function writeMetadata(group: H5.Group, metadata: NirMetadata, compression: number): void {
  for (const [key, value] of Object.entries(metadata)) {
    const name = componentName(key);
    if (typeof value === "string") group.create_dataset({ name, data: value, shape: [], dtype: "S" });
    else if (typeof value === "number") group.create_dataset({ name, data: Float64Array.of(value), shape: [] });
    else if (isArray(value)) writeArray(group, name, value, compression);
    else writeMetadata(group.create_group(name), value, compression);
  }
}

function isArray(value: NirArray | NirMetadata): value is NirArray {
  return ArrayBuffer.isView((value as NirArray).data);
}

/** HDF5 reads a slash as a path and a dot as "here". */
function componentName(name: string): string {
  if (name === "" || name === "." || name.includes("/") || name.includes("\0")) {
    throw new InvalidGraphError(name, "HDF5 has no such name: no slash, not empty, not a single dot");
  }
  return name;
}
