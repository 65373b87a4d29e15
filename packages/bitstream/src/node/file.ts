import { open, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { ByteSource } from "../container.js";
import { SourceError } from "../errors.js";
import { blockCache } from "../source/block-cache.js";

/**
 * A file on disk, read where it is needed; the memory used does not depend on its size.
 *
 * @param path a path or a `file:` URL
 * @throws SourceError where it does not exist, is no regular file or may not be read
 */
export async function fileSource(path: string | URL): Promise<ByteSource> {
  const name = localPath(path);
  const refuse = (cause: NodeJS.ErrnoException): never => {
    throw new SourceError(`cannot open ${name}: ${reasons[cause.code ?? ""] ?? cause.message}`, {}, cause);
  };
  // Asked before opening: opening a named pipe would wait for its writer.
  const status = await stat(name).catch(refuse);
  if (!status.isFile()) {
    const what = status.isDirectory()
      ? "a directory: give a file in it"
      : "no regular file: give its bytes as a stream";
    throw new SourceError(`${name} is ${what}`);
  }
  const file = await open(name, "r").catch(refuse);
  return blockCache({
    size: status.size,
    async read(offset, length) {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, status.size - offset)));
      let filled = 0;
      while (filled < bytes.length) {
        const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, offset + filled).catch((cause) => {
          throw new SourceError(`cannot read ${name}: ${cause.message}`, { byte: offset + filled }, cause);
        });
        if (bytesRead === 0) break; // cut off while we read
        filled += bytesRead;
      }
      return bytes.subarray(0, filled);
    },
    close: () => file.close(),
  });
}

function localPath(path: string | URL): string {
  if (typeof path === "string" && !path.startsWith("file://")) return path;
  try {
    return fileURLToPath(path);
  } catch (cause) {
    throw new SourceError(`${path} is no address of a local file`, {}, cause);
  }
}

const reasons: Record<string, string> = {
  ENOENT: "no such file",
  EACCES: "you have no right to read it",
  EPERM: "you have no right to read it",
  ENOTDIR: "a part of its path is no directory",
  EMFILE: "too many files are open: close some videos",
};
