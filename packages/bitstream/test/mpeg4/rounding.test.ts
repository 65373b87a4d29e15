import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { ffmpeg, shared } from "../../../../scripts/test-resources.js";
import { frameMd5Bytes } from "../../src/index.js";
import { openVideo } from "../../src/node/index.js";

const clip = shared("data", "mpeg4", "torchvision__v_SoccerJuggling_g23_c01.avi");

/** Where FFmpeg's fast half-pel means differ from the standard's in some frames. */
it.skipIf(!clip || !ffmpeg())(
  "rounds as the standard says where asked: FFmpeg's frames with -flags bitexact",
  async () => {
    const options = ["-map", "0:v:0", "-fps_mode", "passthrough", "-f", "framemd5", "-"];
    const lines = execFileSync("ffmpeg", ["-v", "error", "-flags", "bitexact", "-i", clip!, ...options], {
      encoding: "utf8",
    });
    const expected = lines
      .split("\n")
      .filter((line) => /^\d/.test(line))
      .map((line) => line.split(",").at(-1)!.trim());
    const video = await openVideo(clip!);
    const decode = async (rounding: "standard" | "ffmpeg") => {
      const sums: string[] = [];
      for await (const frame of video.frames({ output: "pictures", rounding })) {
        sums.push(createHash("md5").update(frameMd5Bytes(frame.picture!)).digest("hex"));
      }
      return sums;
    };
    expect(expected.length).toBe(240);
    expect(await decode("standard")).toEqual(expected);
    expect(await decode("ffmpeg")).not.toEqual(expected);
    await video.close();
  },
);
