import { NirFileError } from "../errors.js";
import type { FieldKind } from "./fields.js";
import { FIELDS } from "./fields.js";
import type { NirArray, NirFile, NirGraph, NirMetadata, NirNode } from "./graph.js";
import { readTreeInThread } from "./hdf5-thread.js";
import type { Hdf5Dataset, Hdf5Group } from "./hdf5-tree.js";
import { readTree } from "./hdf5-tree.js";

/** Options of {@link readNir}. */
export interface ReadNirOptions {
  /**
   * Read in a thread of its own (true, the default), so that a damaged or hostile file can neither stop nor break this
   * one; false reads here, for files that are trusted, and where a bundler leaves no threads.
   */
  readonly isolate?: boolean;
  /** How long the thread may take, 30,000 by default. */
  readonly milliseconds?: number;
  /** How many bytes of numbers a file may unpack to, 1 GiB by default. */
  readonly maxBytes?: number;
}

/** Groups and datasets that a file may have. */
const MAX_OBJECTS = 200_000;
/** Groups within groups: a graph within a graph is two. */
const MAX_DEPTH = 64;

/**
 * Reads a NIR file (HDF5, as Python's `nir.write` makes it).
 *
 * @param source the file's bytes; they are not changed
 * @throws NirFileError if it is no HDF5, is damaged, or is no NIR graph
 * @example const { graph, version } = await readNir(await readFile("network.nir"));
 */
export async function readNir(
  source: Uint8Array | ArrayBuffer | Blob,
  { isolate = true, milliseconds = 30_000, maxBytes = 2 ** 30 }: ReadNirOptions = {},
): Promise<NirFile> {
  const buffer = source instanceof Blob ? await source.arrayBuffer() : source;
  const bytes = buffer instanceof Uint8Array ? buffer : new Uint8Array(buffer);
  const limits = { bytes: maxBytes, objects: MAX_OBJECTS, depth: MAX_DEPTH };
  const tree = isolate
    ? await readTreeInThread(bytes, limits, milliseconds)
    : await readTree(await import("h5wasm"), bytes, limits);
  const root = tree.get("node");
  if (!isGroup(root)) throw new NirFileError("node", "missing: an HDF5 file, but not one of NIR");
  const version = tree.get("version");
  const graph = readNode(root, "node");
  if (graph.type !== "NIRGraph") throw new NirFileError("node", `a ${graph.type}, not a graph`);
  return { version: isDataset(version) ? text(version, "version") : "", graph };
}

function readNode(group: Hdf5Group, where: string): NirNode {
  const type = text(entry(group, "type", where), `${where}/type`);
  const metadata = group.get("metadata");
  const extra = isGroup(metadata) ? { metadata: readMetadata(metadata, `${where}/metadata`) } : {};
  if (type === "NIRGraph") return { type, ...readGraph(group, where), ...extra } as NirGraph;
  if (!Object.hasOwn(FIELDS, type)) throw new NirFileError(where, `an unknown type of node, ${JSON.stringify(type)}`);
  const fields = Object.entries(FIELDS[type as keyof typeof FIELDS]).flatMap(([name, kind]) => {
    const at = `${where}/${name}`;
    const optional = kind.endsWith("?");
    if (optional && !group.has(name)) return kind === "array?" ? [] : [[name, null]];
    return [[name, readField(entry(group, name, where), kind, at)]];
  });
  return { type, ...Object.fromEntries(fields), ...extra } as NirNode;
}

function readGraph(group: Hdf5Group, where: string): Pick<NirGraph, "nodes" | "edges"> {
  const nodes = group.get("nodes");
  if (!isGroup(nodes)) throw new NirFileError(`${where}/nodes`, "missing");
  const { shape, value } = entry(group, "edges", where);
  const none = shape.includes(0);
  if (!none && (shape.length !== 2 || shape[1] !== 2 || ArrayBuffer.isView(value))) {
    throw new NirFileError(`${where}/edges`, "pairs of names are expected");
  }
  const names = none ? [] : (value as readonly string[]);
  return {
    nodes: Object.fromEntries(
      [...nodes].map(([name, node]) => {
        const at = `${where}/nodes/${name}`;
        if (!isGroup(node)) throw new NirFileError(at, "a node is expected");
        return [name, readNode(node, at)];
      }),
    ),
    edges: Array.from({ length: names.length / 2 }, (_, i) => [names[2 * i]!, names[2 * i + 1]!] as const),
  };
}

function readMetadata(group: Hdf5Group, where: string): NirMetadata {
  return Object.fromEntries(
    [...group].map(([name, found]) => {
      if (isGroup(found)) return [name, readMetadata(found, `${where}/${name}`)];
      const { shape, value } = found;
      if (shape.length === 0) return [name, value[0]!];
      if (!ArrayBuffer.isView(value)) throw new NirFileError(`${where}/${name}`, "several texts in one entry");
      return [name, { shape, data: value }];
    }),
  );
}

function readField(dataset: Hdf5Dataset, kind: FieldKind, where: string): unknown {
  const { shape, value } = dataset;
  if (kind === "padding1" || kind === "padding2") {
    if (!ArrayBuffer.isView(value)) {
      const word = text(dataset, where);
      if (word !== "same" && word !== "valid") throw new NirFileError(where, `${JSON.stringify(word)} is no padding`);
      return word;
    }
    return kind === "padding1" ? one(dataset, where, 0) : two(dataset, where, 0);
  }
  if (!ArrayBuffer.isView(value)) throw new NirFileError(where, "numbers are expected");
  switch (kind) {
    case "array":
    case "array?":
      return { shape, data: value } satisfies NirArray;
    case "shape":
    case "shape?":
      return wholes([...value], where, 1);
    case "int":
    case "extent?":
      return one(dataset, where, 1);
    case "dim":
      return one(dataset, where, Number.NEGATIVE_INFINITY);
    default:
      return two(dataset, where, kind === "pad" ? 0 : 1);
  }
}

function one({ value }: Hdf5Dataset, where: string, minimum: number): number {
  const numbers = wholes([...(value as Float64Array)], where, minimum);
  if (numbers.length !== 1) throw new NirFileError(where, `one number is expected, not ${numbers.length}`);
  return numbers[0]!;
}

/** One number stands for both axes. */
function two({ value }: Hdf5Dataset, where: string, minimum: number): number[] {
  const numbers = wholes([...(value as Float64Array)], where, minimum);
  if (numbers.length !== 1 && numbers.length !== 2) throw new NirFileError(where, "one or two numbers are expected");
  return [numbers[0]!, numbers[numbers.length - 1]!];
}

function wholes(numbers: number[], where: string, minimum: number): number[] {
  const wrong = numbers.find((n) => !Number.isSafeInteger(n) || n < minimum);
  if (wrong !== undefined) throw new NirFileError(where, `${wrong} is no whole number of at least ${minimum}`);
  return numbers;
}

function entry(group: Hdf5Group, name: string, where: string): Hdf5Dataset {
  const found = group.get(name);
  if (!isDataset(found)) throw new NirFileError(`${where}/${name}`, "missing");
  return found;
}

function text({ value }: Hdf5Dataset, where: string): string {
  if (ArrayBuffer.isView(value) || value.length !== 1) throw new NirFileError(where, "a text is expected");
  return value[0]!;
}

type Entry = Hdf5Dataset | Hdf5Group | undefined;

function isGroup(found: Entry): found is Hdf5Group {
  return found instanceof Map;
}

function isDataset(found: Entry): found is Hdf5Dataset {
  return found !== undefined && !isGroup(found);
}
