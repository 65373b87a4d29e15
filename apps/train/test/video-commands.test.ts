import { existsSync } from "node:fs";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readSafetensors } from "@cvar/models";
import { decode } from "fast-png";
import { beforeAll, describe, expect, it } from "vitest";
import { shared } from "../../../scripts/test-resources.js";
import { clip, cvar, temporaryFolder } from "./cvar.js";

let folder: string;
beforeAll(async () => {
  folder = await temporaryFolder();
});

describe("cvar inspect", () => {
  it("says what is in a clip", async () => {
    const { code, stdout } = await cvar(["inspect", clip, "--json"]);
    expect(code).toBe(0);
    const found = JSON.parse(stdout);
    expect(found).toMatchObject({
      container: "avi",
      codec: "mpeg4",
      width: 340,
      height: 256,
      frameRate: 25,
      fault: null,
    });
    expect(found.gops).toMatchObject({ shortest: 12, longest: 12, mean: 12 });
    expect(found.types.P).toBe(11 * found.types.I);
    expect(found.frames).toBe(12 * found.gops.count);
    expect(found.vectors.vectors).toBeGreaterThan(1000);
    expect(found.vectors.zeroShare).toBeGreaterThan(0);
    expect(found.vectors.zeroShare).toBeLessThan(1);
  });

  it("prints the same for people", async () => {
    const { stdout } = await cvar(["inspect", clip]);
    expect(stdout).toMatch(/^picture +340×256, 25 frames\/s/m);
    expect(stdout).toMatch(/^GOPs +\d, of 12 to 12 frames/m);
  });

  it("counts what stands before a fault", async () => {
    const bytes = await readFile(clip);
    const cut = join(folder, "cut.avi");
    await writeFile(cut, bytes.subarray(0, bytes.length / 2));
    const { code, stdout, stderr } = await cvar(["inspect", cut, "--json"]);
    if (code === 0) expect(JSON.parse(stdout).frames).toBeLessThan(48);
    else expect(stderr).toMatch(/^cvar: .*cut\.avi: .*\n$/);
  });
});

describe("cvar frames", () => {
  it("writes FFmpeg's framemd5: a header, then a line per frame", async () => {
    const { code, stdout } = await cvar(["frames", clip, "--framemd5"]);
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split("\n");
    const head = lines.filter((line) => line.startsWith("#"));
    expect(head[0]).toBe("#format: frame checksums");
    expect(head).toContain("#tb 0: 1/25");
    expect(head).toContain("#dimensions 0: 340x256");
    const rows = lines.slice(head.length).map((line) => line.split(",").map((cell) => cell.trim()));
    expect(rows.length % 12).toBe(0);
    const md5 = expect.stringMatching(/^[0-9a-f]{32}$/);
    for (const [i, row] of rows.entries()) {
      expect(row).toEqual(["0", String(i), String(i), "1", String((340 * 256 * 3) / 2), md5]);
    }
    expect(new Set(rows.map((row) => row[5])).size).toBeGreaterThan(1);
  });

  it("tells the frames of the group on screen at a time, counted from its I-frame", async () => {
    const all = JSON.parse((await cvar(["frames", clip, "--json"])).stdout);
    const { stdout } = await cvar(["frames", clip, "--json", "--at", "0.6"]);
    const wanted = all.slice(12, 24).map((row: object, i: number) => ({ ...row, decodeIndex: i, displayIndex: i }));
    expect(JSON.parse(stdout)).toEqual(wanted);
    const { code, stderr } = await cvar(["frames", clip, "--at", "noon"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("--at")]);
  });

  it("tables the frames", async () => {
    const { stdout } = await cvar(["frames", clip, "--json"]);
    const rows = JSON.parse(stdout);
    expect(rows[0]).toMatchObject({ decodeIndex: 0, type: "I", keyFrame: true, blocks: null });
    expect(rows[1]).toMatchObject({ decodeIndex: 1, type: "P", keyFrame: false });
    expect((await cvar(["frames", clip])).stdout.split("\n").length).toBe(rows.length + 3);
  });
});

describe("cvar motion", () => {
  it("writes the same rows as CSV and as JSON", async () => {
    const csv = (await cvar(["motion", clip])).stdout.trimEnd().split("\n");
    const json = JSON.parse((await cvar(["motion", clip, "--json"])).stdout) as Record<string, number>[];
    expect(csv[0]).toBe("frame,source,w,h,src_x,src_y,dst_x,dst_y,motion_x,motion_y,motion_scale,reference");
    expect(csv.length - 1).toBe(json.length);
    expect(csv[1]).toBe(Object.values(json[0]!).join(","));
    for (const row of json) expect(row.source).toBe(-1);
    expect(json.some((row) => row.motion_x !== 0)).toBe(true);
    expect(new Set(json.map((row) => row.frame! % 12)).has(0)).toBe(false);
  });

  it("writes one frame's rows", async () => {
    const rows = JSON.parse((await cvar(["motion", clip, "--json", "--frame", "5"])).stdout) as Record<
      string,
      number
    >[];
    expect(new Set(rows.map((row) => row.frame))).toEqual(new Set([5]));
    expect(JSON.parse((await cvar(["motion", clip, "--json", "--frame", "12"])).stdout)).toEqual([]);
  });

  it.skipIf(!existsSync("/dev/full"))(
    "names the file that it cannot write, and leaves devices in their place",
    async () => {
      const before = await stat("/dev/full");
      const arrays = ["--accumulated", "paper", "--frame", "3", "--safetensors"];
      const full = await cvar(["motion", clip, ...arrays, "/dev/full"]);
      expect(full).toMatchObject({ code: 1, stdout: "" });
      expect(full.stderr).toMatch(/^cvar: \/dev\/full cannot be written: ENOSPC.*; make room on the disk.*\n$/);
      expect(full.stderr).not.toContain(clip);
      expect((await stat("/dev/full")).ino).toBe(before.ino);
      expect((await cvar(["motion", clip, ...arrays, folder])).stderr).toMatch(/cannot be written: .*name a file\n$/);
      expect((await readdir(folder)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
    },
  );

  it.each(["paper", "coviar"])("writes arrays accumulated by the rule %s", async (rule) => {
    const out = join(folder, `${rule}.safetensors`);
    const { code } = await cvar(["motion", clip, "--accumulated", rule, "--frame", "17", "--safetensors", out]);
    expect(code).toBe(0);
    const { tensors } = readSafetensors(new Uint8Array(await readFile(out)));
    expect(tensors.get("mv")).toMatchObject({ dtype: "I16", shape: [256, 340, 2] });
    expect(tensors.get("residual_y")).toMatchObject({ dtype: "I16", shape: [256, 340] });
    expect(tensors.get("residual")).toMatchObject({ dtype: "I16", shape: [256, 340, 3] });
    expect(tensors.get("mv")!.bytes.some((byte) => byte !== 0)).toBe(true);
  });

  it("says that a frame is not there", async () => {
    const { code, stderr } = await cvar([
      "motion",
      clip,
      "--accumulated",
      "paper",
      "--frame",
      "999",
      "--safetensors",
      join(folder, "x"),
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/no frame with decode index 999/);
  });
});

describe("cvar view", () => {
  it("writes a page and pictures of a group", async () => {
    const out = join(folder, "view");
    const { code, stdout } = await cvar(["view", clip, "--out", out, "--gop", "1", "--frame", "4", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ gop: 1, pFrames: 11, shown: 4 });
    const names = await readdir(out);
    expect(names).toContain("index.html");
    expect(names.filter((name) => name.endsWith(".png"))).toHaveLength(2 + 11 * 5);
    const picture = decode(await readFile(join(out, "t04-motion.png")));
    expect([picture.width, picture.height, picture.channels]).toEqual([340, 256, 3]);
    expect(new Set(picture.data).size).toBeGreaterThan(4);
    const html = await readFile(join(out, "index.html"), "utf8");
    expect(html).not.toMatch(/(src|href)="(?!data:|#)/);
    expect(html.match(/<img/g)!.length).toBeGreaterThan(4 * 11);
  });

  it.each([
    ["--gop", "99", /there is no GOP 99/],
    ["--frame", "99", /has 11 P-frames/],
  ])("refuses %s %s", async (option, value, message) => {
    const { code, stderr } = await cvar(["view", clip, "--out", join(folder, "none"), option, value]);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
  });
});

describe("hostile files", () => {
  const commands = [
    ["inspect"],
    ["frames", "--framemd5"],
    ["motion"],
    ["view", "--out", "/tmp/cvar-none"],
    ["motion", "--accumulated", "paper", "--frame", "3", "--safetensors", "/tmp/cvar-none"],
  ];
  it("are refused in one line by every command", async () => {
    const bytes = await readFile(clip);
    const noise = Uint8Array.from({ length: 4096 }, (_, i) => (i * 2654435761) >>> 24);
    const files = {
      "empty.avi": new Uint8Array(0),
      "text.avi": Buffer.from("no video at all\n"),
      "noise.mp4": noise,
      "head.avi": bytes.subarray(0, 300),
    };
    for (const [name, content] of Object.entries(files)) {
      const path = join(folder, name);
      await writeFile(path, content);
      for (const [command, ...options] of commands) {
        const { code, stderr } = await cvar([command!, path, ...options]);
        expect(`${command} ${name}: ${code}`).toBe(`${command} ${name}: 1`);
        expect(stderr).toMatch(new RegExp(`^cvar: .*${name.replace(".", "\\.")}.*\n$`));
      }
    }
  });
});

describe("cvar rebuild", () => {
  it("rebuilds a P-frame from its I-frame, sample by sample", async () => {
    const out = join(folder, "rebuild");
    const { code, stdout } = await cvar(["rebuild", clip, "--frame", "5", "--out", out, "--json"]);
    expect(code).toBe(0);
    const found = JSON.parse(stdout);
    expect(found).toMatchObject({ frame: 5, type: "P", references: [4] });
    expect(found.differences.map((row: { type: string }) => row.type).join("")).toBe("IPPPPP");
    expect(found.differences.every((row: { differing: number }) => row.differing === 0)).toBe(true);
    const rebuilt = decode(await readFile(join(out, "rebuilt.png")));
    const decoded = decode(await readFile(join(out, "decoded.png")));
    expect([rebuilt.width, rebuilt.height]).toEqual([340, 256]);
    expect(rebuilt.data).toEqual(decoded.data);
    expect(decode(await readFile(join(out, "prediction.png"))).data).not.toEqual(decoded.data);
    expect(await readFile(join(out, "index.html"), "utf8")).toContain("Every sample of every frame is equal.");
  });

  it("refuses an I-frame and a frame that is not there", async () => {
    const out = join(folder, "nothing");
    expect((await cvar(["rebuild", clip, "--frame", "12", "--out", out])).stderr).toContain("frame 12 is an I-frame");
    expect((await cvar(["rebuild", clip, "--frame", "4000", "--out", out])).stderr).toContain("there is no frame 4000");
  });
});

describe("files with packed B-frames", () => {
  const names = [
    "fate__packed_bframes.avi",
    "mmaction2__ucf101_v_ApplyEyeMakeup_g01_c01.avi",
    "torchvision__RATRACE_wave_f_nm_np1_fr_goo_37.avi",
  ];
  const files = names.map((name) => shared("data", "mpeg4", name));

  it.skipIf(!files[0]).each(files)("%s: frames, inspect and motion", async (file) => {
    const md5s = (text: string) => text.split("\n").flatMap((line) => /^0,.*, (\w+)$/.exec(line)?.[1] ?? []);
    const wanted = md5s(await readFile(`${file}.framemd5`, "utf8"));
    expect(md5s((await cvar(["frames", file!, "--framemd5"])).stdout)).toEqual(wanted);

    const found = JSON.parse((await cvar(["inspect", file!, "--json"])).stdout);
    expect(found).toMatchObject({ frames: wanted.length, fault: null });
    expect(found.types.I + found.types.P + found.types.B).toBe(wanted.length);
    const { vectors, inPFrames, forward, backward } = found.vectors;
    expect(inPFrames + forward + backward).toBe(vectors);
    expect(Math.min(inPFrames, forward, backward)).toBeGreaterThan(100);
    expect((await cvar(["inspect", file!])).stdout).toMatch(/in B-frames \d+ forward, \d+ backward/);

    const frames = JSON.parse((await cvar(["frames", file!, "--json"])).stdout) as Record<string, number>[];
    const b = frames.find(({ type }) => String(type) === "B")!;
    const args = ["motion", file!, "--json", "--frame", String(b.decodeIndex)];
    const rows = JSON.parse((await cvar(args)).stdout) as Record<string, number>[];
    expect(new Set(rows.map(({ source }) => source))).toEqual(new Set([-1, 1]));
    for (const { source, reference } of rows) expect(Math.sign(reference! - b.displayIndex!)).toBe(source);
  });

  it.skipIf(!files[0])("are viewed along their P-frames", async () => {
    const { code, stdout } = await cvar(["view", files[0]!, "--out", join(folder, "packed"), "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ gop: 0, pFrames: 7, shown: 7 });
  });
});
