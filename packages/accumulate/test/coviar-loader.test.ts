import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Rounding } from "@cvar/bitstream";
import { openVideo } from "@cvar/bitstream/node";
import { afterAll, expect, it } from "vitest";
import { ffmpeg, repository, shared } from "../../../scripts/test-resources.js";
import { createAccumulator, framesFor } from "../src/index.js";
import { readInt16Safetensors } from "./safetensors.js";

/** A telling of CoViAR's loader over FFmpeg's decoder and exported vectors. */
const program = shared("reference", "coviar.py");
const python = program && pythonWithPyAV();
const folder = mkdtempSync(join(tmpdir(), "cvar-coviar-"));
afterAll(() => rmSync(folder, { recursive: true }));

const bundled = join(repository, "fixtures", "actions", "test", "kick__022.mp4");
const mpeg4 = ["-c:v", "mpeg4", "-bf", "0", "-g", "7"];

/** What is encoded anew, and how: tools whose vectors FFmpeg exports in ways of its own. */
const encodings: Readonly<Record<string, readonly string[]>> = {
  "quarter-pel, four vectors": [...mpeg4, "-flags", "+qpel+mv4", "-b:v", "600k"],
  "field prediction": ["-vf", "tinterlace=interleave_top", ...mpeg4, "-flags", "+ilme+ildct+mv4", "-b:v", "600k"],
  "video packets, partitions": [...mpeg4, "-flags", "+mv4", "-data_partitioning", "1", "-ps", "200", "-b:v", "900k"],
  "global motion": ["-vf", "rotate=0.02*n", "-c:v", "libxvid", "-bf", "0", "-g", "7", "-gmc", "1", "-b:v", "600k"],
  "vectors far over the border": ["-vf", "rotate=0.15*n", ...mpeg4, "-b:v", "2M"],
  "H.263": ["-vf", "scale=352:288", "-c:v", "h263", "-g", "7", "-b:v", "400k"],
  "sizes that are no multiple of 16": ["-vf", "scale=333:251", ...mpeg4, "-b:v", "500k"],
};

const encoder = python && ffmpeg();
for (const [name, args] of Object.entries(encodings)) {
  it.skipIf(!encoder)(`rule "coviar" equals the reference program in every value: ${name}`, async () => {
    const file = join(folder, `${name.replace(/\W+/g, "-")}.avi`);
    execFileSync(encoder!, ["-v", "error", "-i", bundled, "-frames:v", "20", ...args, "-an", file]);
    await compare(file);
  });
}

for (const name of ["torchvision__v_SoccerJuggling_g23_c01.avi", "file-type__fixture2.3gp"]) {
  const file = shared("data", "mpeg4", name);
  it.skipIf(!python || !file)(`rule "coviar" equals the reference program in every value: ${name}`, () =>
    compare(file!),
  );
}

/** Two groups of pictures, three frames of each. */
async function compare(file: string): Promise<void> {
  const video = await openVideo(file);
  const gops = (await video.gops()).slice(0, 2);
  const wanted = gops.flatMap(({ frameCount }, gop) =>
    [1, frameCount >> 1, frameCount - 1].map((position) => [gop, position] as const),
  );
  const out = join(folder, "reference.safetensors");
  execFileSync(python!, [program!, file, out, ...wanted.map(([gop, position]) => `${gop}:${position}`)]);
  const expected = readInt16Safetensors(out);
  const { width, height } = video;
  const differing: Record<Rounding, number> = { standard: 0, ffmpeg: 0 };
  for (const rounding of ["standard", "ffmpeg"] as const) {
    const accumulator = createAccumulator({ width, height, rule: "coviar", reuse: true });
    let compared = 0;
    for (const [gop, { firstFrame, frameCount }] of gops.entries()) {
      const range = { from: firstFrame, to: firstFrame + frameCount };
      for await (const frame of video.frames({ ...range, ...framesFor("coviar"), rounding, arrays: "borrowed" })) {
        const position = frame.decodeIndex - firstFrame;
        if (frame.type === "I") accumulator.start(frame);
        else {
          const traced = accumulator.push(frame);
          if (!wanted.some(([g, p]) => g === gop && p === position)) continue;
          compared++;
          expect(count(traced.motion, expected.get(`mv_${gop}_${position}`)!.values)).toBe(0);
          differing[rounding] += count(traced.planes!.y, expected.get(`residual_y_${gop}_${position}`)!.values);
        }
      }
    }
    expect(compared).toBe(wanted.length);
  }
  await video.close();
  // Builds of FFmpeg for x86 round some half-pel means in their own way, others as the standard says.
  console.log(`values that differ, by rounding: ${JSON.stringify(differing)}`);
  expect(Math.min(differing.standard, differing.ffmpeg)).toBe(0);
}

function count(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let differing = 0;
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) differing++;
  return differing;
}

/** A Python that has what the program imports, or null. */
function pythonWithPyAV(): string | null {
  const path = process.env.CVAR_PYTHON ?? "python3";
  try {
    execFileSync(path, ["-c", "import av, numpy, safetensors"], { stdio: "ignore" });
    return path;
  } catch {
    console.log(`skipped: "${path}" (CVAR_PYTHON) has no av, numpy and safetensors to run the reference program with`);
    return null;
  }
}
