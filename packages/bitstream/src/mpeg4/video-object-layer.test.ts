import { describe, expect, it } from "vitest";
import { bitsOf, field, layerUnit, SIMPLE_TOOLS } from "../../test/mpeg4/bit-writer.js";
import { TruncatedStreamError, UnsupportedFeatureError } from "../errors.js";
import { BitReader } from "./bit-reader.js";
import { DEFAULT_INTRA_MATRIX, DEFAULT_NON_INTRA_MATRIX, readQuantiserMatrix } from "./quantiser-matrix.js";
import { ZIGZAG } from "./scan-orders.js";
import { checkTools } from "./supported-tools.js";
import { readVideoObjectLayer } from "./video-object-layer.js";

const read = (bytes: Uint8Array) => readVideoObjectLayer(new BitReader(bytes, {}, 32), 1);

describe("video_object_layer()", () => {
  it("of Simple Profile", () => {
    expect(read(layerUnit({ width: 176, height: 144 }))).toEqual({
      objectType: 1,
      version: 1,
      volControlParameters: false,
      lowDelay: null,
      timeResolution: 25,
      timeIncrementBits: 5,
      fixedTimeIncrement: null,
      width: 176,
      height: 144,
      interlaced: false,
      obmc: false,
      sprite: 0,
      spriteWarpingPoints: 0,
      spriteWarpingAccuracy: 0,
      spriteBrightnessChange: false,
      not8Bit: false,
      mpegQuantisation: false,
      intraMatrix: DEFAULT_INTRA_MATRIX,
      nonIntraMatrix: DEFAULT_NON_INTRA_MATRIX,
      quarterSample: false,
      resyncMarkers: true,
      dataPartitioned: false,
      reversibleVlc: false,
      newPrediction: false,
      reducedResolution: false,
      scalability: false,
    });
  });

  it("with everything that may stand before the size", () => {
    const control = `1 01 1 1 ${field(9, 15)} 1 ${field(9, 15)} 1 ${field(9, 15)} 1 001 ${field(9, 11)} 1 ${field(9, 15)} 1`;
    const bits = bitsOf(
      field(0, 32),
      `0 ${field(17, 8)} 1 0101 001 1111 ${field(4, 8)} ${field(3, 8)} ${control} 00 1 ${field(30000, 16)} 1 1 ${field(1001, 15)}`,
      `1 ${field(8191, 13)} 1 ${field(16, 13)} 1 0 1 00 0 0 0 1 1 0 0 0 0`,
    );
    expect(read(bits)).toMatchObject({
      objectType: 17,
      version: 5,
      volControlParameters: true,
      lowDelay: true,
      timeResolution: 30_000,
      timeIncrementBits: 15,
      fixedTimeIncrement: 1001,
      width: 8191,
      height: 16,
      resyncMarkers: false,
    });
  });

  it("with global motion compensation and quarter-pel vectors", () => {
    const layer = read(layerUnit({ tools: "0 1 10 000011 10 0 0 0 1 1 0 0 0 0 0", version: 2 }));
    expect(layer).toMatchObject({ sprite: 2, spriteWarpingPoints: 3, spriteWarpingAccuracy: 2, quarterSample: true });
    expect(() => checkTools(layer)).not.toThrow();
  });

  it("with weighting matrices", () => {
    // 0 ends a matrix: the last value holds for the rest.
    const tools = `0 1 0 0 1 1 ${field(8, 8)} ${field(9, 8)} ${field(0, 8)} 0 1 0 0 0`;
    const { mpegQuantisation, intraMatrix, nonIntraMatrix } = read(layerUnit({ tools }));
    expect(mpegQuantisation).toBe(true);
    expect(intraMatrix).toEqual(Uint8Array.from({ length: 64 }, (_, i) => (i === 0 ? 8 : 9)));
    expect(nonIntraMatrix).toEqual(DEFAULT_NON_INTRA_MATRIX);
  });

  it("refuses values that are not allowed", () => {
    expect(() => read(layerUnit({ width: 0 }))).toThrow(/video_object_layer_width is 0, allowed: 1…8191/);
    expect(() => read(layerUnit({ tools: "0 1 10 000100 00 0 0 0 0 1 0 0 0 0 0", version: 2 }))).toThrow(
      /no_of_sprite_warping_points is 4, allowed: 0…3/,
    );
    expect(() => read(layerUnit({ width: 8191, height: 8191 }))).toThrow(/the picture area is 67092481/);
    expect(() => read(layerUnit().subarray(0, 11))).toThrow(TruncatedStreamError);
    for (let length = 4; length < layerUnit().length - 1; length++) {
      expect(() => read(layerUnit().subarray(0, length))).toThrow(TruncatedStreamError);
    }
  });

  it.each([
    ["overlapped block", "0 0 0 0 0 1 0 0 0", 1],
    ["a static sprite", `0 1 1 ${`${field(16, 13)} 1`.repeat(4)} 000001 00 0 0 0 0 1 0 0 0`, 1],
    ["a change of brightness with global motion", "0 1 10 000001 00 1 0 0 0 1 0 0 0 0 0", 2],
    ["a reserved kind of sprite", "0 1 11 000001 00 0 0 0 0 1 0 0 0 0 0", 2],
    ["8 bits", "0 1 0 1 0101 1000 0 1 0 0 0", 1],
    ["interlaced coding with data partitioning", "1 1 0 0 0 1 0 1 0 0", 1],
    ["NEWPRED", "0 1 00 0 0 0 1 0 0 1 00 0 0 0", 2],
    ["reduced-resolution", "0 1 00 0 0 0 1 0 0 0 1 0", 2],
    ["scalability", "0 1 0 0 0 1 0 0 1", 1],
  ])("names a tool that is not there yet: %s", (feature, tools, version) => {
    const layer = read(layerUnit({ tools, version }));
    expect(() => checkTools(layer)).toThrow(UnsupportedFeatureError);
    expect(() => checkTools(layer)).toThrow(new RegExp(`${feature}.*14496-2`));
  });

  it("accepts Simple Profile's tools", () => {
    expect(() => checkTools(read(layerUnit({ tools: SIMPLE_TOOLS })))).not.toThrow();
  });

  it("stops at complexity estimation and at other shapes, which change what follows", () => {
    expect(() => read(layerUnit({ tools: "0 1 0 0 0 0" }))).toThrow(/complexity estimation is not supported/);
    const shaped = layerUnit();
    shaped[6]! |= 0x80; // video_object_layer_shape: binary
    expect(() => read(shaped)).toThrow(/not rectangular/);
  });
});

describe("weighting matrices", () => {
  it("are read in zigzag order", () => {
    const values = Array.from({ length: 64 }, (_, i) => field(i + 1, 8));
    const matrix = readQuantiserMatrix(new BitReader(bitsOf(...values)), "intra_quant_mat");
    expect(ZIGZAG.slice(0, 10)).toEqual([0, 1, 8, 16, 9, 2, 3, 10, 17, 24]);
    expect(ZIGZAG.slice(-3)).toEqual([55, 62, 63]);
    expect(new Set(ZIGZAG).size).toBe(64);
    ZIGZAG.forEach((at, i) => {
      expect(matrix[at]).toBe(i + 1);
    });
  });

  it("may not begin with 0", () => {
    expect(() => readQuantiserMatrix(new BitReader(bitsOf(field(0, 8))), "intra_quant_mat")).toThrow(
      /intra_quant_mat is 0/,
    );
  });
});
