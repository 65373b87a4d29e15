import type { CodedFrame, FrameOptions, Video } from "@cvar/bitstream";
import { z } from "zod";
import { table } from "../table.js";
import type { Terminal } from "../terminal.js";
import { frameMd5Header, frameMd5Line, frameTimeBase } from "../video/framemd5.js";
import { withVideo } from "../video/open.js";
import { type Define, parseOptions, writeJson } from "./command.js";

/** `cvar frames FILE`: one line per frame: a table, or FFmpeg's framemd5. */
export const defineFrames: Define = (program, terminal) =>
  program
    .command("frames")
    .description("one line per frame: type, time, bytes; or checksums of the decoded pictures")
    .argument("<file>", "a video")
    .option("--framemd5", "MD5 of every decoded picture in display order, in FFmpeg's framemd5 format")
    .option(
      "--no-rotate",
      "with --framemd5: pictures as they are coded, also where the file says that they are to be turned",
    )
    .option("--at <seconds>", "only the group of pictures on screen at a time, found without reading the file through")
    .option("--json", "print JSON")
    .action((file: string, options: { framemd5?: boolean; rotate: boolean; at?: string; json?: boolean }) => {
      const { at } = parseOptions(schema, { at: options.at });
      return withVideo(file, (video) =>
        options.framemd5
          ? writeFrameMd5(video, terminal, at, options.rotate)
          : writeTable(video, terminal, at, options.json),
      );
    });

const schema = z.object({ at: z.coerce.number("a time in seconds").optional() });

/** All frames, or those of the group on screen at a time: up to the next I-frame in decode order. */
async function* framesOf(video: Video, at: number | undefined, options: FrameOptions): AsyncGenerator<CodedFrame> {
  if (at === undefined) return yield* video.frames(options);
  const from = await video.gopAt({ seconds: at });
  let to = 0;
  for await (const { keyFrame, decodeIndex } of video.frames({ from, output: "headers" })) {
    if (keyFrame && decodeIndex > 0) break;
    to = decodeIndex + 1;
  }
  yield* video.frames({ ...options, from, to });
}

/** @param rotate pictures are turned as the file asks for: FFmpeg does so */
async function writeFrameMd5(video: Video, terminal: Terminal, at: number | undefined, rotate: boolean): Promise<void> {
  const timeBase = frameTimeBase(video.frameRate);
  const rotation = rotate ? video.rotation : 0;
  await terminal.write(frameMd5Header(video, timeBase, rotation));
  let position = 0;
  for await (const frame of framesOf(video, at, { output: "pictures", residual: "none", order: "display" })) {
    await terminal.write(frameMd5Line(frame, timeBase, position++, rotation));
  }
}

async function writeTable(video: Video, terminal: Terminal, at: number | undefined, json = false): Promise<void> {
  const rows = [];
  for await (const frame of framesOf(video, at, { output: "motion" })) rows.push(row(frame));
  if (json) return writeJson(terminal, rows);
  const head = ["decode", "display", "type", "key", "time (s)", "offset", "bytes", "blocks", "intra", "moving"];
  await terminal.write(
    table(
      head,
      rows.map((r) => [
        r.decodeIndex,
        r.displayIndex,
        r.type,
        r.keyFrame ? "key" : "",
        r.timestamp.toFixed(3),
        r.byteOffset,
        r.byteLength,
        r.blocks,
        r.intraBlocks,
        r.movingBlocks,
      ]),
    ),
  );
}

function row(frame: CodedFrame) {
  const { motion } = frame;
  const { decodeIndex, displayIndex, type, keyFrame, timestamp, shown, byteOffset, byteLength } = frame;
  return {
    decodeIndex,
    displayIndex,
    type,
    keyFrame,
    timestamp,
    shown,
    byteOffset,
    byteLength,
    blocks: motion === null ? null : motion.intra.length,
    intraBlocks: motion === null ? null : motion.intra.reduce((sum, flag) => sum + flag, 0),
    movingBlocks: motion === null ? null : movingBlocks(motion.vectors, motion.lists),
  };
}

function movingBlocks(vectors: Int16Array, lists: number): number {
  const stride = 2 * lists;
  let moving = 0;
  for (let i = 0; i < vectors.length; i += stride) {
    if (vectors.subarray(i, i + stride).some((v) => v !== 0)) moving++;
  }
  return moving;
}
