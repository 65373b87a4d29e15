import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import yauzl, { type Entry, type ZipFile } from "yauzl";
import { NativeSetupError } from "../../errors.js";
import { WHEEL_PARTS } from "./pins.js";
import { progressLine } from "./progress-line.js";

/**
 * Takes TensorFlow's libraries and C headers out of a wheel (a ZIP file), each file as a stream: memory stays bounded by the
 * streams' buffers. yauzl refuses names that lead out of the folder and files whose size is not the one announced.
 *
 * @param wheel  path of the wheel, already verified
 * @param folder  where `tensorflow/…` appears
 * @throws NativeSetupError if it is damaged or a library is missing in it
 */
export async function unpackWheel(
  wheel: string,
  folder: string,
  options: { signal?: AbortSignal | undefined; parts?: typeof WHEEL_PARTS } = {},
): Promise<void> {
  const { signal, parts = WHEEL_PARTS } = options;
  const libraries: readonly string[] = parts.libraries;
  const missing = new Set<string>(parts.libraries);
  const progress = progressLine("unpacking", parts.bytes);
  let done = 0;
  try {
    const zip = await open(wheel);
    try {
      for (let entry = await nextEntry(zip); entry; entry = await nextEntry(zip)) {
        const { fileName: name } = entry;
        if (!libraries.includes(name) && !(name.endsWith(".h") && parts.headers.some((h) => name.startsWith(h))))
          continue;
        await mkdir(dirname(join(folder, name)), { recursive: true });
        const bytes = await read(zip, entry);
        bytes.on("data", (chunk: Uint8Array) => {
          done += chunk.length;
          progress.at(done);
        });
        await pipeline(bytes, createWriteStream(join(folder, name)), { ...(signal && { signal }) });
        missing.delete(name);
      }
    } finally {
      zip.close();
    }
  } catch (error) {
    signal?.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    throw new NativeSetupError("unpack", `${wheel} cannot be unpacked (${reason})`, "delete it and start again", error);
  }
  if (missing.size > 0) {
    const names = [...missing].join(", ");
    throw new NativeSetupError("unpack", `${wheel} has no ${names}`, "delete it and start again");
  }
  progress.end(parts.bytes);
}

function open(path: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.open(path, { lazyEntries: true, autoClose: false }, (error, zip) => (error ? reject(error) : resolve(zip)));
  });
}

/** The next file in the archive's directory, or null after the last one. */
function nextEntry(zip: ZipFile): Promise<Entry | null> {
  return new Promise((resolve, reject) => {
    const settle = (f: () => void) => () => {
      zip.removeAllListeners("entry").removeAllListeners("end").removeAllListeners("error");
      f();
    };
    zip.on("entry", (entry: Entry) => settle(() => resolve(entry))());
    zip.on(
      "end",
      settle(() => resolve(null)),
    );
    zip.on("error", (error: unknown) => settle(() => reject(error))());
    zip.readEntry();
  });
}

function read(zip: ZipFile, entry: Entry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)));
  });
}
