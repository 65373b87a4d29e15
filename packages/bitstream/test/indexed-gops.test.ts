import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ffmpeg, shared } from "../../../scripts/test-resources.js";
import { codecOf } from "../src/codecs.js";
import { openContainer } from "../src/container/open-container.js";
import { type Scan, scanStream } from "../src/gops.js";
import { indexedGops } from "../src/indexed-gops.js";
import { openVideo } from "../src/node/index.js";
import { openStream, type Stream } from "../src/stream.js";
import { buildAvi } from "./avi-builder.js";
import { countingSource } from "./counting-source.js";
import { digest } from "./reference.js";

const folder = mkdtempSync(join(tmpdir(), "cvar-indexed-gops-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const program = ffmpeg();
const run = (...args: string[]) => execFileSync("ffmpeg", ["-v", "error", "-y", ...args]);
const source = (seconds: number) => ["-f", "lavfi", "-i", `testsrc2=s=96x80:r=25:d=${seconds}`, "-threads", "1"];
const mpeg4 = ["-c:v", "mpeg4", "-q:v", "5", "-g", "7"];

function make(name: string, ...options: string[]): string {
  const path = join(folder, name);
  run(...options, path);
  return path;
}

async function opened(path: string) {
  const bytes = countingSource(new Uint8Array(readFileSync(path)));
  return { stream: await openStream(await openContainer(bytes, codecOf)), bytes };
}

const withoutIndex = (stream: Stream): Stream => ({ ...stream, track: { ...stream.track, entries: null } });

function places({ gops, frameCount, fault }: Scan) {
  return { gops: gops.map(({ before, readFrom, ...place }) => place), frameCount, fault };
}

/** Expects that the index is believed, and tells what reading every header does; how much was read for it. */
async function expectSame(path: string): Promise<{ scan: Scan; share: number }> {
  const { stream, bytes } = await opened(path);
  bytes.count = 0;
  const indexed = await indexedGops(stream);
  const share = bytes.count / bytes.size!;
  const read = await scanStream(withoutIndex(stream));
  expect(indexed).not.toBeNull();
  expect(places(indexed!)).toEqual(places(read));
  return { scan: read, share };
}

/** Expects that frames from a group on are those of the whole video. */
async function expectFrames(path: string, group: number): Promise<void> {
  const video = await openVideo(path);
  const { firstFrame, frameCount } = (await video.gops())[group]!;
  const to = firstFrame + frameCount + 2;
  const all: string[] = [];
  for await (const frame of video.frames({ to })) if (frame.decodeIndex >= firstFrame) all.push(digest(frame));
  const from: string[] = [];
  for await (const frame of video.frames({ from: firstFrame, to })) from.push(digest(frame));
  expect(from).toEqual(all);
  expect(from.length).toBe(to - firstFrame);
  await video.close();
}

/** The bits behind a packet's VOP start code. */
function vopBits(packet: Uint8Array): string {
  const at = packet.findIndex(
    (_, i) => packet[i] === 0 && packet[i + 1] === 0 && packet[i + 2] === 1 && packet[i + 3] === 0xb6,
  );
  return Array.from(packet.subarray(at + 4, at + 9), (byte) => byte.toString(2).padStart(8, "0")).join("");
}

function typeOf(packet: Uint8Array): string {
  return "IPBS"[Number.parseInt(vopBits(packet).slice(0, 2), 2)]!;
}

/** A P-VOP that is not coded, at the time of an anchor: vop_coding_type, modulo_time_base, marker, vop_time_increment of 5 bits, … */
function again(anchor: Uint8Array): Uint8Array {
  const increment = /^..1*01(.{5})/.exec(vopBits(anchor))![1]!;
  const bits = `0101${increment}10`.padEnd(16, "1");
  return Uint8Array.of(0, 0, 1, 0xb6, Number.parseInt(bits.slice(0, 8), 2), Number.parseInt(bits.slice(8), 2));
}

const clips: [string, string[]][] = [
  ["one.mp4", ["-bf", "1"]],
  ["two.mp4", ["-bf", "2"]],
  ["four.mov", ["-bf", "4"]],
  ["fragments.mp4", ["-bf", "2", "-movflags", "frag_keyframe+empty_moov"]],
  ["two.avi", ["-bf", "2"]],
  ["three.avi", ["-bf", "3"]],
  ["closed.avi", ["-bf", "2", "-flags", "+cgop", "-sc_threshold", "1000000000"]],
  ["closed.mp4", ["-bf", "2", "-flags", "+cgop", "-sc_threshold", "1000000000"]],
  ["adaptive.avi", ["-bf", "2", "-b_strategy", "1"]],
  ["interlaced.mp4", ["-bf", "2", "-flags", "+ildct+ilme"]],
];

describe.skipIf(!program)("the index of a B-frame stream", () => {
  it.each(clips)("tells in %s what reading every header does", async (name, options) => {
    const path = make(name, ...source(3), ...mpeg4, ...options);
    const { scan } = await expectSame(path);
    expect(scan.gops.length).toBeGreaterThan(8);
    await expectFrames(path, 3);
    await expectFrames(path, 1);
  });

  it("is enough: little of a long file is read", async () => {
    const noise = ["-f", "lavfi", "-i", "testsrc2=s=320x240:r=25:d=20,noise=alls=20:allf=t", "-threads", "1"];
    for (const name of ["long.mp4", "long.avi"]) {
      const path = make(name, ...noise, ...mpeg4, "-bf", "2");
      const { scan, share } = await expectSame(path);
      expect(scan.gops.length).toBeGreaterThan(60);
      expect(share).toBeLessThan(0.03);
    }
  });

  it.each(["0.3", "0.56", "1.2"])("tells of a clip cut at %s s, whose edit list hides frames", async (start) => {
    const whole = make("whole.mp4", ...source(3), ...mpeg4, "-bf", "2");
    const path = make(`cut-${start}.mp4`, "-ss", start, "-i", whole, "-c", "copy");
    await expectSame(path);
    await expectFrames(path, 2);
  });

  it("leaves out what begins a stream in the middle, and pictures that are not coded", async () => {
    const { stream } = await opened(make("parts.mp4", ...source(3), ...mpeg4, "-bf", "2", "-bsf:v", "dump_extra"));
    const packets: Uint8Array[] = [];
    const keys: number[] = [];
    for await (const packet of stream.track.packets(0)) {
      if ("fault" in packet) throw packet.fault;
      if (stream.track.entries![packets.length]!.keyFrame) keys.push(packets.length);
      packets.push(packet.data);
    }
    // From the second group on, whose first B-frames refer to the first; before anchors a picture that says "the same again".
    const group = packets.slice(keys[1]!);
    const mixed: Uint8Array[] = [];
    const places: number[] = [];
    for (const [i, packet] of group.entries()) {
      if (i > 8 && typeOf(packet) !== "B") mixed.push(again(group.slice(0, i).findLast((one) => typeOf(one) !== "B")!));
      if (keys.includes(keys[1]! + i)) places.push(mixed.length);
      mixed.push(packet);
    }
    const path = join(folder, "middle.avi");
    writeFileSync(path, buildAvi({ packets: mixed, keys: places }));
    const { scan } = await expectSame(path);
    expect(scan.gops.length).toBe(places.length);
    expect(mixed.length).toBeGreaterThan(group.length + 15);
    // The first group's two B-frames in front are none.
    expect(scan.frameCount).toBe(group.length - 2);
  });
});

const real = shared("data", "mpeg4");
const files = real ? readdirSync(real).filter((name) => /\.(avi|mp4|3gp)$/.test(name)) : [];

describe.skipIf(!real)("the index of real files", () => {
  it.each(files)("of %s is right, or is not believed", async (name) => {
    const { stream } = await opened(join(real!, name));
    const indexed = await indexedGops(stream);
    const packed = /packed|ApplyEye|RATRACE|SchoolRules/.test(name);
    expect(indexed === null).toBe(packed);
    if (indexed) expect(places(indexed)).toEqual(places(await scanStream(withoutIndex(stream))));
  });
});
