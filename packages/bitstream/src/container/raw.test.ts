import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { concat } from "../../test/avi-builder.js";
import { fakeCodecs } from "../../test/fake-codec.js";
import type { Packet } from "../codec.js";
import { memorySource } from "../source/memory.js";
import { isFault } from "./packet-reader.js";
import { openRaw } from "./raw.js";

const bytes = new Uint8Array(readFileSync(new URL("../../test/fixtures/tiny.m4v", import.meta.url)));

it("cuts the stream into packets that join to the stream", async () => {
  const found: Packet[] = [];
  for await (const item of (await openRaw(memorySource(bytes), fakeCodecs)).packets(0)) found.push(item as Packet);
  expect(found.length).toBe(14);
  expect(concat(found.map(({ data }) => data))).toEqual(bytes);
  found.reduce((offset, packet) => {
    expect(packet.byteOffset).toBe(offset);
    return offset + packet.data.length;
  }, 0);
});

it("starts at any packet, known from an earlier reading or not", async () => {
  const track = await openRaw(memorySource(bytes), fakeCodecs);
  const tail = async () => {
    const found: number[] = [];
    for await (const item of track.packets(11)) found.push((item as Packet).byteOffset);
    return found;
  };
  const first = await tail();
  expect(first.length).toBe(3);
  expect(await tail()).toEqual(first);
});

it("reads units that are longer than one read, and stops at one that does not end", async () => {
  const long = concat([bytes.subarray(0, bytes.length - 1), new Uint8Array(900_000).fill(1), bytes]);
  let count = 0;
  for await (const item of (await openRaw(memorySource(long), fakeCodecs)).packets(0)) if (!isFault(item)) count++;
  expect(count).toBe(28);

  const endless = concat([bytes, new Uint8Array(1_300_000)]);
  const faults: string[] = [];
  for await (const item of (await openRaw(memorySource(endless), fakeCodecs, 1_000_000)).packets(0)) {
    if (isFault(item)) faults.push(item.fault._tag);
  }
  expect(faults).toEqual(["LimitExceededError"]);
});
