import { describe, expect, it } from "vitest";
import { encoderBehaviour, identifyEncoder, UNKNOWN_ENCODER } from "./encoder-behaviour.js";
import { readUserData } from "./user-data.js";

const identify = (...texts: string[]) => texts.reduce((known, text) => identifyEncoder(text, known), UNKNOWN_ENCODER);

describe("identifyEncoder", () => {
  it("knows XviD, DivX and libavcodec", () => {
    expect(identify("XviD0050")).toEqual({ ...UNKNOWN_ENCODER, name: "XviD0050", xvidBuild: 50 });
    expect(identify("DivX503b2816p")).toMatchObject({ divxVersion: 503, divxBuild: 2816, packed: true });
    expect(identify("DivX503b2816")).toMatchObject({ divxVersion: 503, packed: false });
    expect(identify("DivX501Build20020416").divxVersion).toBe(501);
    expect(identify("Lavc58.54.100").lavcBuild).toBe(58 * 65_536 + 54 * 256 + 100);
    expect(identify("FFmpeg0.4.6b4663").lavcBuild).toBe(4663);
    expect(identify("ffmpeg").lavcBuild).toBe(4600);
    expect(identify("Google")).toEqual({ ...UNKNOWN_ENCODER, name: "Google" });
  });

  it("adds one user data to the other and keeps the first name", () => {
    expect(identify("DivX503b1393p", "XviD0055")).toEqual({
      name: "DivX503b1393p",
      divxVersion: 503,
      divxBuild: 1393,
      xvidBuild: 55,
      lavcBuild: null,
      packed: true,
    });
  });
});

describe("encoderBehaviour", () => {
  const behaviour = (text: string, fourcc: string | null = null, bare = false) =>
    encoderBehaviour(text === "" ? UNKNOWN_ENCODER : identify(text), fourcc, bare);
  const standard = {
    idct: "simple",
    edgeAtPictureSize: false,
    unlimitedDc: false,
    chromaHalving: "towards zero" as const,
    oldDiagonals: false,
    earlySprites: false,
    alwaysTransformType: false,
    divxFieldChroma: false,
  };

  it("is the standard's for current encoders and unknown ones", () => {
    expect(behaviour("Lavc58.54.100")).toEqual(standard);
    expect(behaviour("Google")).toEqual(standard);
    expect(behaviour("")).toEqual(standard);
    expect(behaviour("", "FMP4")).toEqual(standard);
  });

  it("uses XviD's transform for XviD, by user data or fourcc", () => {
    expect(behaviour("XviD0050")).toEqual({ ...standard, idct: "xvid" });
    expect(behaviour("", "xvid").idct).toBe("xvid");
    expect(behaviour("Lavc58.54.100", "XVID").idct).toBe("simple");
    expect(behaviour("DivX503b2816p", "XVID").idct).toBe("simple");
  });

  it("follows early versions", () => {
    expect(behaviour("XviD0012")).toEqual({ ...standard, idct: "xvid", edgeAtPictureSize: true, unlimitedDc: true });
    expect(behaviour("XviD0032")).toEqual({ ...standard, idct: "xvid", unlimitedDc: true });
    expect(behaviour("ffmpeg")).toEqual({
      ...standard,
      edgeAtPictureSize: true,
      unlimitedDc: true,
      oldDiagonals: true,
    });
    expect(behaviour("FFmpeg0.4.6b4653").oldDiagonals).toBe(false);
    expect(behaviour("", "DIVX", true)).toEqual({ ...standard, edgeAtPictureSize: true, divxFieldChroma: true });
    expect(behaviour("DivX503b2816p")).toEqual({ ...standard, divxFieldChroma: true });
    expect(behaviour("", "XVIX").alwaysTransformType).toBe(true);
  });

  it("halves quarter-pel vectors for chroma as early XviD and DivX did", () => {
    expect(behaviour("DivX500b413").earlySprites).toBe(true);
    expect(behaviour("DivX500b481").earlySprites).toBe(false);
    expect(behaviour("XviD0001").chromaHalving).toBe("last bit kept");
    expect(behaviour("XviD0002").chromaHalving).toBe("towards zero");
    expect(behaviour("DivX500b413").chromaHalving).toBe("last bit kept");
    expect(behaviour("DivX503b1393p").chromaHalving).toBe("table");
    expect(behaviour("DivX503b1814p").chromaHalving).toBe("towards zero");
    expect(behaviour("DivX480b100").chromaHalving).toBe("towards zero");
  });
});

it("reads user data as text, without what cannot be printed, up to a limit", () => {
  const bytes = new Uint8Array(1000).fill(0x41);
  bytes[1] = 0;
  bytes[2] = 0xff;
  expect(readUserData(bytes, 0, 5)).toBe("AAA");
  expect(readUserData(bytes, 4, 1000).length).toBe(256);
});
