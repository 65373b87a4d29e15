import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { countingSource } from "../test/counting-source.js";
import { codecOf } from "./codecs.js";
import { openContainer } from "./container/open-container.js";
import type { ByteSource, PacketEntry } from "./container.js";
import { scanStream } from "./gops.js";
import { indexedGops } from "./indexed-gops.js";
import { openStream, type Stream } from "./stream.js";

function clip(name: string): Uint8Array {
  return new Uint8Array(readFileSync(fileURLToPath(new URL(`../test/fixtures/${name}`, import.meta.url))));
}

async function opened(name: string): Promise<{ stream: Stream; source: ByteSource & { count: number } }> {
  const source = countingSource(clip(name));
  return { stream: await openStream(await openContainer(source, codecOf)), source };
}

/** The same stream with other entries. */
function withEntries(stream: Stream, entries: readonly PacketEntry[] | null): Stream {
  return { ...stream, track: { ...stream.track, entries } };
}

describe("indexedGops", () => {
  it.each(["tiny.avi", "tiny.mp4"])("finds in the index of %s what reading every header finds", async (name) => {
    const { stream } = await opened(name);
    const indexed = await indexedGops(stream);
    const read = await scanStream(withEntries(stream, null));
    expect(indexed?.frameCount).toBe(read.frameCount);
    expect(indexed?.fault).toBe(read.fault);
    const places = (gops: typeof read.gops) => gops.map(({ before, ...place }) => place);
    expect(places(indexed!.gops)).toEqual(places(read.gops));
    expect(read.gops.length).toBe(3);
  });

  it("reads few packets of a long file", async () => {
    const { stream, source } = await opened("tiny.mp4");
    const entries = stream.track.entries!;
    // The same packets a hundred times.
    const many = Array.from({ length: 100 }, () => entries).flat();
    const packets = stream.track.packets;
    const long: Stream = {
      ...stream,
      track: { ...stream.track, entries: many, packets: (from, signal) => packets(from % entries.length, signal) },
    };
    source.count = 0;
    const scan = await indexedGops(long);
    expect(scan?.gops.length).toBe(300);
    expect(scan?.frameCount).toBe(1400);
    expect(source.count).toBeLessThan(clip("tiny.mp4").length * 2);
  });

  it.each<[string, (entry: PacketEntry, index: number) => PacketEntry]>([
    ["everything is marked", (entry) => ({ ...entry, keyFrame: true })],
    ["marks are one late", (entry, i) => ({ ...entry, keyFrame: i % 6 === 1 || i === 0 })],
    ["nothing is marked", (entry) => ({ ...entry, keyFrame: false })],
    ["there are no marks", (entry) => ({ ...entry, keyFrame: null })],
  ])("is not believed where %s", async (_name, change) => {
    const { stream } = await opened("tiny.avi");
    expect(await indexedGops(withEntries(stream, stream.track.entries!.map(change)))).toBeNull();
  });

  it("is not used for packed streams, where edits join parts of B-frame streams, or where it names what is not there", async () => {
    const { stream } = await opened("tiny.avi");
    expect(await indexedGops({ ...stream, headers: { ...stream.headers, packed: true } })).toBeNull();
    const delayed = { ...stream, headers: { ...stream.headers, reordered: true } };
    expect((await indexedGops(delayed))?.gops.length).toBe(3);
    const joined = stream.track.entries!.map((entry, i) => ({ ...entry, joined: i === 6 }));
    expect(await indexedGops(withEntries(delayed, joined))).toBeNull();
    expect((await indexedGops(withEntries(stream, joined)))?.gops.length).toBe(3);
    const bytes = clip("tiny.mp4");
    const cut = await openContainer(countingSource(bytes.subarray(0, bytes.length - 100)), codecOf).catch(() => null);
    expect(cut?.entries ?? null).toBeNull();
  });
});
