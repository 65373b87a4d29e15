import { open, readFile, stat } from "node:fs/promises";
import { DatasetFormatError, DatasetNotFoundError } from "../errors.js";

/** Bytes of the longest list that is read: ten times Something-Something V2's. */
export const MAX_LIST_BYTES = 256 * 2 ** 20;

/**
 * A list as text: UTF-8 (with or without a byte order mark), or UTF-16 with one.
 * @throws DatasetNotFoundError if it cannot be read; DatasetFormatError if it is too long or in another encoding
 */
export async function listText(path: string): Promise<string> {
  let bytes: Buffer;
  try {
    const { size } = await stat(path);
    if (size > MAX_LIST_BYTES)
      throw new DatasetFormatError(
        path,
        null,
        null,
        `${size} bytes are too many for a list (${MAX_LIST_BYTES} at most)`,
      );
    bytes = await readFile(path);
  } catch (cause) {
    if (cause instanceof DatasetFormatError) throw cause;
    throw new DatasetNotFoundError(`cannot read the list ${path}: ${(cause as Error).message}`, cause);
  }
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : "utf-8";
  let text: string;
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new DatasetFormatError(
      path,
      firstBadLine(bytes),
      null,
      `is not ${encoding.toUpperCase()}: save it as UTF-8`,
      null,
      cause,
    );
  }
  const zero = text.indexOf("\0");
  if (zero < 0) return text;
  const line = text.slice(0, zero).split("\n").length;
  throw new DatasetFormatError(
    path,
    line,
    null,
    "holds a zero byte: it is no text, or UTF-16 without a byte order mark",
  );
}

/** The beginning of a file, to recognise it by; empty where it cannot be read. Other encodings than UTF-8 look as they do. */
export async function listHead(path: string, bytes = 512): Promise<string> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
      return buffer.toString("utf8", 0, bytesRead).replaceAll("\0", "");
    } finally {
      await file.close();
    }
  } catch {
    return "";
  }
}

/** The first line that is not UTF-8, from 1. */
function firstBadLine(bytes: Buffer): number {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for (let line = 1, start = 0; start < bytes.length; line++) {
    const newline = bytes.indexOf(10, start);
    const end = newline < 0 ? bytes.length : newline;
    try {
      decoder.decode(bytes.subarray(start, end));
    } catch {
      return line;
    }
    start = end + 1;
  }
  return 1;
}
