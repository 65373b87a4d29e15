import { describe, expect, it } from "vitest";
import { buildAvi, concat } from "../test/avi-builder.js";
import { fakeCodecs } from "../test/fake-codec.js";
import type { ByteSource } from "./container.js";
import type { CodedFrame } from "./frame.js";
import { memorySource } from "./source/memory.js";
import { openFrom } from "./video.js";

const vol = Uint8Array.of(0, 0, 1, 0x20, 1);
const picture = (i: number) => Uint8Array.of(0, 0, 1, 0xb6, i % 4 === 0 ? 0x10 : 0x50, (i & 127) + 1, 1);
const packets = Array.from({ length: 12 }, (_, i) => picture(i));
const avi = buildAvi({ packets, configuration: vol, index: "movi" });

/** A source whose reads can be held up: they then answer never. */
function slowSource(bytes: Uint8Array): ByteSource & { slow: boolean; closed: number; reads: number } {
  const memory = memorySource(bytes);
  const source = {
    size: memory.size,
    slow: false,
    closed: 0,
    reads: 0,
    read(offset: number, length: number): Promise<Uint8Array> {
      source.reads++;
      return source.slow ? new Promise(() => {}) : memory.read(offset, length);
    },
    async close() {
      source.closed++;
    },
  };
  return source;
}

describe("a signal ends waiting for a read that never answers", () => {
  it("when opening, and closes the source", async () => {
    const source = slowSource(avi);
    source.slow = true;
    const controller = new AbortController();
    const opening = openFrom(source, fakeCodecs, controller.signal);
    setTimeout(() => controller.abort(new Error("enough")), 5);
    await expect(opening).rejects.toThrow("enough");
    await new Promise((resolve) => setTimeout(resolve));
    expect(source.closed).toBe(1);
    await expect(openFrom(slowSource(avi), fakeCodecs, AbortSignal.abort(new Error("before")))).rejects.toThrow(
      "before",
    );
    const never = openFrom(new Promise<ByteSource>(() => {}), fakeCodecs, AbortSignal.timeout(5));
    await expect(never).rejects.toThrow("timeout");
  });

  it.each(["decode", "display"] as const)(
    "between frames in %s order, and the video can be read again",
    async (order) => {
      const source = slowSource(avi);
      const video = await openFrom(source, fakeCodecs);
      const controller = new AbortController();
      const seen: number[] = [];
      const read = async () => {
        for await (const { decodeIndex } of video.frames({ order, signal: controller.signal })) {
          seen.push(decodeIndex);
          source.slow = true;
          setTimeout(() => controller.abort(new Error("enough")), 5);
        }
      };
      await expect(read()).rejects.toThrow("enough");
      expect(seen.length).toBeGreaterThan(0);
      expect(source.closed).toBe(0);
      source.slow = false;
      expect((await collect(video.frames())).length).toBe(12);
    },
  );

  it("of a scan, which goes on for others who wait for it", async () => {
    const source = slowSource(concat([vol, ...packets]));
    const video = await openFrom(source, fakeCodecs);
    const impatient = new AbortController();
    const first = video.gops({ signal: impatient.signal });
    const second = video.gops();
    const both = Promise.all([expect(first).rejects.toThrow("enough"), second]);
    impatient.abort(new Error("enough"));
    expect((await both)[1].length).toBe(3);
    const again = await openFrom(slowSource(avi), fakeCodecs);
    await expect(again.gops({ signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
    expect((await again.gops()).length).toBe(3);
  });

  it("and so does closing", async () => {
    const source = slowSource(avi);
    const video = await openFrom(source, fakeCodecs);
    const frames = video.frames()[Symbol.asyncIterator]();
    await frames.next();
    source.slow = true;
    const waiting = [frames.next(), video.gops()];
    const told = Promise.all(waiting.map((promise) => expect(promise).rejects.toThrow("closed")));
    await video.close();
    await told;
    expect(source.closed).toBe(1);
  });
});

it("leaves no listener on a signal that lives on", async () => {
  let listeners = 0;
  const { signal } = new AbortController();
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    listeners++;
    addEventListener.apply(signal, args);
  };
  signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    listeners--;
    removeEventListener.apply(signal, args);
  };
  const video = await openFrom(memorySource(avi), fakeCodecs, signal);
  for (let i = 0; i < 3; i++) for await (const _ of video.frames({ signal, order: "display" })) if (i === 1) break;
  await video.gops({ signal });
  expect(listeners).toBe(0);
});

it("reads no further than it is asked", async () => {
  const source = slowSource(avi);
  const video = await openFrom(source, fakeCodecs);
  source.reads = 0;
  const frames = video.frames()[Symbol.asyncIterator]();
  await frames.next();
  // The packet after a frame is looked at, for its number.
  expect(source.reads).toBe(2);
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(source.reads).toBe(2);
  await frames.return?.();
  expect(source.reads).toBe(2);
});

it("reads the same video several times at once", async () => {
  for (const bytes of [avi, concat([vol, ...packets])]) {
    const video = await openFrom(memorySource(bytes), fakeCodecs);
    const alone = await collect(video.frames());
    const all = await Promise.all([
      collect(video.frames()),
      collect(video.frames({ order: "display" })),
      video.gops(),
      collect(video.frames({ from: 4 })),
    ]);
    expect(all[0]).toEqual(alone);
    expect(all[1]).toEqual(alone);
    expect(all[2].length).toBe(3);
    expect(all[3]).toEqual(alone.slice(4));
  }
});

async function collect(frames: AsyncIterable<CodedFrame>): Promise<CodedFrame[]> {
  const found: CodedFrame[] = [];
  for await (const frame of frames) found.push(frame);
  return found;
}
