import { expect, test } from "vitest";
import { isBenchError } from "../errors.js";
import { findPython, PythonPeer } from "./python.js";

test("a Python that is not there, or has no torch, is missing, with what to do", () => {
  expect(findPython("/nowhere/python")).toEqual({ missing: expect.stringContaining("--python") });
  expect(findPython("/nowhere/python", "av")).toEqual({ missing: expect.stringContaining("av and numpy") });
  expect(findPython(process.execPath)).toEqual({ missing: expect.stringContaining("--python") });
});

test("a peer that ends early is a typed error, not a hang", async () => {
  const peer = new PythonPeer({ path: process.execPath, version: "" }, 1);
  const error = await peer.ask({ do: "forward" }).catch((e: unknown) => e);
  expect(isBenchError(error, "PeerError")).toBe(true);
  await peer.close();
});
