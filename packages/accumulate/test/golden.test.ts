import { openVideo } from "@cvar/bitstream/node";
import { expect, it } from "vitest";
import { shared } from "../../../scripts/test-resources.js";
import { traceToFrame } from "../src/index.js";
import { readInt16Safetensors } from "./safetensors.js";

/** Arrays made by an independent telling of CoViAR's loader over FFmpeg's decoder: `mv_GOP_POSITION`, `residual_y_…`. */
const clips = [
  ["fate__invalid_elst_entry_count.mp4", "invalid_elst_entry_count.safetensors"],
  ["torchvision__v_SoccerJuggling_g23_c01.avi", "v_SoccerJuggling_g23_c01.safetensors"],
] as const;

for (const [clip, golden] of clips) {
  const file = shared("data", "mpeg4", clip);
  const arrays = shared("golden", "coviar", golden);
  it.skipIf(!file || !arrays)(`rule "coviar" equals the reference in every value: ${clip}`, async () => {
    const video = await openVideo(file!);
    const gops = await video.gops();
    const expected = readInt16Safetensors(arrays!);
    const names = [...expected.keys()].filter((name) => name.startsWith("mv_"));
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) {
      const [, gop, position] = name.split("_").map(Number);
      const traced = await traceToFrame(video, gops[gop!]!.firstFrame + position!, "coviar");
      const mv = expected.get(name)!;
      expect(mv.shape).toEqual([traced.height, traced.width, 2]);
      expect(differing(traced.mv, mv.values)).toBe(0);
      expect(differing(traced.residualY, expected.get(`residual_y_${gop}_${position}`)!.values)).toBe(0);
    }
    await video.close();
  });
}

function differing(a: Int16Array, b: Int16Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((count, value, k) => count + Number(value !== b[k]), 0);
}
