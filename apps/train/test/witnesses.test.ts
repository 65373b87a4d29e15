import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readSafetensors } from "@cvar/models";
import { describe, expect, it } from "vitest";
import { shared } from "../../../scripts/test-resources.js";
import { cvar, temporaryFolder } from "./cvar.js";

const videos = shared("data", "mpeg4");
const golden = shared("golden", "coviar");

describe.skipIf(!videos)("cvar frames --framemd5 equals FFmpeg's", () => {
  it.each(["torchvision__v_SoccerJuggling_g23_c01.avi", "fate__invalid_elst_entry_count.mp4"])("%s", async (name) => {
    const file = join(videos!, name);
    const rows = (text: string) => text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    const ours = rows((await cvar(["frames", file, "--framemd5"])).stdout);
    expect(ours).toEqual(rows(readFileSync(`${file}.framemd5`, "utf8")));
  });
});

describe.skipIf(!videos || !golden)("cvar motion --accumulated coviar", () => {
  it("traces vectors as CoViAR's rule, told independently, does", async () => {
    const reference = readSafetensors(
      new Uint8Array(await readFile(join(golden!, "v_SoccerJuggling_g23_c01.safetensors"))),
    );
    const out = join(await temporaryFolder(), "a.safetensors");
    const names = [...reference.tensors.keys()].filter((name) => name.startsWith("mv_"));
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) {
      const [gop, position] = name.split("_").slice(1).map(Number) as [number, number];
      const file = join(videos!, "torchvision__v_SoccerJuggling_g23_c01.avi");
      const frame = String(12 * gop + position);
      const { code } = await cvar(["motion", file, "--accumulated", "coviar", "--frame", frame, "--safetensors", out]);
      expect(code).toBe(0);
      const ours = readSafetensors(new Uint8Array(await readFile(out))).tensors.get("mv")!;
      expect(Buffer.from(ours.bytes).equals(Buffer.from(reference.tensors.get(name)!.bytes))).toBe(true);
    }
  });
});
