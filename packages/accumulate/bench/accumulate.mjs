/**
 * Milliseconds to accumulate one group of pictures (I and 11 P): `node bench/accumulate.mjs CLIP…`, after a build. Decoding is
 * outside of the time; the first round is dropped, the median of the rest printed.
 */
import { cpus } from "node:os";
import { createAccumulator } from "@cvar/accumulate";
import { openVideo } from "@cvar/bitstream/node";

const rounds = 30;
console.log(`${cpus()[0].model}, Node ${process.version}, median of ${rounds}`);
for (const file of process.argv.slice(2)) {
  const video = await openVideo(file);
  const [gop] = await video.gops();
  const frames = [];
  for await (const frame of video.frames({ output: "pictures", to: gop.firstFrame + gop.frameCount }))
    frames.push(frame);
  for (const options of [{}, { residuals: false }, { rule: "coviar" }]) {
    const accumulator = createAccumulator({ width: video.width, height: video.height, reuse: true, ...options });
    const times = [];
    for (let round = 0; round <= rounds; round++) {
      const began = performance.now();
      accumulator.start(frames[0]);
      for (const frame of frames.slice(1)) accumulator.push(frame);
      times.push(performance.now() - began);
    }
    const median = times.slice(1).sort((a, b) => a - b)[rounds >> 1];
    console.log(
      `${video.width}x${video.height}, ${frames.length} frames, ${JSON.stringify(options)}: ${median.toFixed(2)} ms`,
    );
  }
  await video.close();
}
