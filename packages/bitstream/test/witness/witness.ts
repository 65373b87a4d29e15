import { execFileSync } from "node:child_process";
import { vectorWitness } from "../../../../scripts/test-resources.js";

/** What FFmpeg makes of one frame. */
export interface WitnessedFrame {
  /** I, P, B or S */
  readonly type: string;
  /** Of the decoded planes, as framemd5 has it. */
  readonly md5: string;
  /** Rows of {@link ROW} numbers: source, w, h, src_x, src_y, dst_x, dst_y, motion_x, motion_y, motion_scale. */
  readonly rows: Int32Array;
}

/** What FFmpeg makes of one file: its frames in display order, and how many errors it reported. */
export interface WitnessedFile {
  readonly frames: readonly WitnessedFrame[];
  readonly errors: number;
  readonly firstError: string;
}

/** Numbers of one row. */
export const ROW = 10;

/**
 * Decodes files with libavcodec, all in one process.
 * @param bitexact arithmetic as the standard has it (our `rounding: "standard"`)
 * @throws where the witness is not there: ask `vectorWitness()` first
 */
export function witness(paths: readonly string[], { bitexact = false } = {}): WitnessedFile[] {
  const program = vectorWitness();
  if (!program) throw new Error("no witness");
  const args = bitexact ? ["-bitexact", ...paths] : [...paths];
  const bytes = execFileSync(program, args, { maxBuffer: 2 ** 30 });
  const words = new Int32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const files: WitnessedFile[] = [];
  let frames: WitnessedFrame[] = [];
  for (let at = 0; at < words.length; ) {
    if (words[at] === 0) {
      const text = Buffer.from(words.buffer, (at + 2) * 4, 64).toString("latin1");
      files.push({ frames, errors: words[at + 1]!, firstError: text.replace(/\0.*$/s, "").trim() });
      frames = [];
      at += 18;
    } else {
      const count = words[at + 6]!;
      const md5 = Buffer.from(words.buffer, (at + 2) * 4, 16).toString("hex");
      const type = String.fromCharCode(words[at + 1]!);
      frames.push({ type, md5, rows: words.subarray(at + 7, at + 7 + count * ROW) });
      at += 7 + count * ROW;
    }
  }
  return files;
}
