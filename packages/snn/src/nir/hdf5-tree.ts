import type * as H5 from "h5wasm";
import { NirFileError } from "../errors.js";

/** One dataset of a file. Whole numbers come as float64. */
export interface Hdf5Dataset {
  readonly shape: readonly number[];
  readonly value: Float32Array | Float64Array | readonly string[];
}

/** One group of a file: groups and datasets by name. */
export interface Hdf5Group extends ReadonlyMap<string, Hdf5Dataset | Hdf5Group> {}

/** How much a file may make a reader do. */
export interface Hdf5Limits {
  /** Bytes of all datasets together, unpacked. */
  readonly bytes: number;
  /** Groups and datasets. */
  readonly objects: number;
  /** Groups within groups. */
  readonly depth: number;
}

/** What {@link readTree} needs of the library. */
export type Hdf5Library = typeof H5;

let files = 0;

/**
 * Everything in an HDF5 file, copied out of the library.
 *
 * @throws NirFileError if it is no HDF5, is damaged, goes over a limit, or holds what NIR has no use for
 */
export async function readTree(h5: Hdf5Library, bytes: Uint8Array, limits: Hdf5Limits): Promise<Hdf5Group> {
  const library = await h5.ready;
  library.activate_throwing_error_handler();
  const name = `read-${files++}.h5`;
  library.FS.writeFile(name, bytes);
  let where = "file";
  let [bytesLeft, objectsLeft] = [limits.bytes, limits.objects];

  const walk = (group: H5.Group, path: string, depth: number): Hdf5Group => {
    if (depth > limits.depth) throw new NirFileError(path, `more than ${limits.depth} groups within groups`);
    const entries = new Map<string, Hdf5Dataset | Hdf5Group>();
    for (const key of group.keys()) {
      where = path ? `${path}/${key}` : key;
      if (--objectsLeft < 0) throw new NirFileError(where, `more than ${limits.objects} groups and datasets`);
      const entity = group.get(key);
      if (entity instanceof h5.Group) entries.set(key, walk(entity, where, depth + 1));
      else if (entity instanceof h5.Dataset) entries.set(key, dataset(entity));
      else throw new NirFileError(where, "neither a group nor a dataset (a link that leads nowhere?)");
    }
    return entries;
  };

  const dataset = (entity: H5.Dataset): Hdf5Dataset => {
    const { shape, metadata } = entity;
    if (shape === null) throw new NirFileError(where, "an empty dataspace");
    const size = shape.reduce((a, b) => a * b, 1);
    bytesLeft -= size * Math.max(1, metadata.size);
    if (!(bytesLeft >= 0)) throw new NirFileError(where, `datasets of more than ${limits.bytes} bytes`);
    const value = size === 0 ? new Float64Array(0) : plain(entity.value, entity.dtype, where);
    if (value.length !== size) throw new NirFileError(where, `${value.length} values, its shape has ${size}`);
    return { shape, value };
  };

  try {
    const file = new h5.File(name, "r");
    try {
      return walk(file, "", 0);
    } finally {
      file.close();
    }
  } catch (cause) {
    if (cause instanceof NirFileError) throw cause;
    const reason = String((cause as Error)?.message ?? cause).split("\n")[0]!;
    throw new NirFileError(where, `no HDF5 file, or a damaged one (${reason})`, { cause });
  } finally {
    library.FS.unlink(name);
  }
}

/** The library's value as numbers of one type, or strings. */
function plain(value: unknown, dtype: unknown, where: string): Hdf5Dataset["value"] {
  if (typeof value === "string") return [value];
  if (typeof value === "number" || typeof value === "bigint") {
    return dtype === "<f" || dtype === ">f" ? Float32Array.of(Number(value)) : Float64Array.of(Number(value));
  }
  if (Array.isArray(value) && value.every((v) => typeof v === "string")) return value as string[];
  if (value instanceof Float32Array || value instanceof Float64Array) return value;
  const integers = typeof dtype === "string" && /^[<>|]?[bhilqBHILQ]$/.test(dtype);
  if (integers && ArrayBuffer.isView(value)) {
    return Float64Array.from(value as unknown as ArrayLike<number | bigint>, Number);
  }
  throw new NirFileError(where, `a type that NIR files do not have (${JSON.stringify(dtype)})`);
}
