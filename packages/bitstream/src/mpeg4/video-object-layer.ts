import { UnsupportedFeatureError } from "../errors.js";
import type { BitReader } from "./bit-reader.js";
import { checkLimit, MAX_PICTURE_AREA } from "./limits.js";
import { DEFAULT_INTRA_MATRIX, DEFAULT_NON_INTRA_MATRIX, readQuantiserMatrix } from "./quantiser-matrix.js";

/** VideoObjectLayer() up to its VOPs (ISO/IEC 14496-2, 6.2.3): what decoding needs of it. */
export interface VideoObjectLayer {
  /** video_object_type_indication (Table 6-10): 1 simple, 17 advanced simple. */
  readonly objectType: number;
  readonly version: number;
  readonly volControlParameters: boolean;
  readonly lowDelay: boolean | null;
  /** vop_time_increment_resolution: ticks per second. */
  readonly timeResolution: number;
  /** Bits of vop_time_increment. */
  readonly timeIncrementBits: number;
  /** fixed_vop_time_increment in ticks, or null. */
  readonly fixedTimeIncrement: number | null;
  readonly width: number;
  readonly height: number;
  readonly interlaced: boolean;
  readonly obmc: boolean;
  /** sprite_enable (Table 6-14): 0 none, 1 static, 2 GMC. */
  readonly sprite: number;
  /** no_of_sprite_warping_points: 0…3 with GMC. */
  readonly spriteWarpingPoints: number;
  /** sprite_warping_accuracy (Table 6-15): 0…3 for 1/2, 1/4, 1/8, 1/16 pixel. */
  readonly spriteWarpingAccuracy: number;
  readonly spriteBrightnessChange: boolean;
  readonly not8Bit: boolean;
  readonly mpegQuantisation: boolean;
  /** Raster order. */
  readonly intraMatrix: Uint8Array;
  readonly nonIntraMatrix: Uint8Array;
  readonly quarterSample: boolean;
  readonly resyncMarkers: boolean;
  readonly dataPartitioned: boolean;
  readonly reversibleVlc: boolean;
  readonly newPrediction: boolean;
  readonly reducedResolution: boolean;
  readonly scalability: boolean;
}

const CLAUSE = "ISO/IEC 14496-2, 6.2.3";
const SEMANTICS = "ISO/IEC 14496-2, 6.3.3";

/**
 * Reads what follows video_object_layer_start_code.
 * @param visualObjectVersion the version that holds where the layer does not say its own
 * @throws UnsupportedFeatureError for shapes and complexity estimation, which change the syntax that follows
 */
export function readVideoObjectLayer(bits: BitReader, visualObjectVersion: number): VideoObjectLayer {
  bits.read(1, "random_accessible_vol");
  const objectType = bits.read(8, "video_object_type_indication");
  let version = visualObjectVersion;
  if (bits.flag("is_object_layer_identifier")) {
    version = bits.ranged(4, "video_object_layer_verid", 1, 15, SEMANTICS);
    bits.read(3, "video_object_layer_priority");
  }
  if (bits.read(4, "aspect_ratio_info") === 15) {
    bits.read(8, "par_width");
    bits.read(8, "par_height");
  }
  const volControlParameters = bits.flag("vol_control_parameters");
  const lowDelay = volControlParameters ? readControlParameters(bits) : null;

  const where = bits.where();
  if (bits.read(2, "video_object_layer_shape") !== 0) {
    throw new UnsupportedFeatureError("a video object that is not rectangular", SEMANTICS, where);
  }
  bits.marker(CLAUSE);
  const timeResolution = bits.ranged(16, "vop_time_increment_resolution", 1, 65_535, SEMANTICS);
  bits.marker(CLAUSE);
  const timeIncrementBits = Math.max(1, 32 - Math.clz32(timeResolution - 1));
  const fixedTimeIncrement = bits.flag("fixed_vop_rate")
    ? bits.ranged(timeIncrementBits, "fixed_vop_time_increment", 1, timeResolution, SEMANTICS)
    : null;

  bits.marker(CLAUSE);
  const sizeAt = bits.where();
  const width = bits.ranged(13, "video_object_layer_width", 1, 8191, SEMANTICS);
  bits.marker(CLAUSE);
  const height = bits.ranged(13, "video_object_layer_height", 1, 8191, SEMANTICS);
  bits.marker(CLAUSE);
  checkLimit("the picture area", width * height, MAX_PICTURE_AREA, sizeAt);

  const interlaced = bits.flag("interlaced");
  const obmc = !bits.flag("obmc_disable");
  const sprite = bits.read(version === 1 ? 1 : 2, "sprite_enable");
  const spriteParameters = sprite === 0 ? NO_SPRITE : readSpriteParameters(bits, sprite);
  const not8Bit = bits.flag("not_8_bit");
  if (not8Bit) {
    bits.read(4, "quant_precision");
    bits.read(4, "bits_per_pixel");
  }
  const mpegQuantisation = bits.flag("quant_type");
  let intraMatrix = DEFAULT_INTRA_MATRIX;
  let nonIntraMatrix = DEFAULT_NON_INTRA_MATRIX;
  if (mpegQuantisation) {
    if (bits.flag("load_intra_quant_mat")) intraMatrix = readQuantiserMatrix(bits, "intra_quant_mat");
    if (bits.flag("load_nonintra_quant_mat")) nonIntraMatrix = readQuantiserMatrix(bits, "nonintra_quant_mat");
  }
  const quarterSample = version !== 1 && bits.flag("quarter_sample");
  const complexityAt = bits.where();
  if (!bits.flag("complexity_estimation_disable")) {
    throw new UnsupportedFeatureError("complexity estimation", "ISO/IEC 14496-2, 6.2.3.1", complexityAt);
  }
  const resyncMarkers = !bits.flag("resync_marker_disable");
  const dataPartitioned = bits.flag("data_partitioned");
  const reversibleVlc = dataPartitioned && bits.flag("reversible_vlc");
  let newPrediction = false;
  let reducedResolution = false;
  if (version !== 1) {
    newPrediction = bits.flag("newpred_enable");
    if (newPrediction) {
      bits.read(2, "requested_upstream_message_type");
      bits.read(1, "newpred_segment_type");
    }
    reducedResolution = bits.flag("reduced_resolution_vop_enable");
  }
  const scalability = bits.flag("scalability");
  return {
    objectType,
    version,
    volControlParameters,
    lowDelay,
    timeResolution,
    timeIncrementBits,
    fixedTimeIncrement,
    width,
    height,
    interlaced,
    obmc,
    sprite,
    ...spriteParameters,
    not8Bit,
    mpegQuantisation,
    intraMatrix,
    nonIntraMatrix,
    quarterSample,
    resyncMarkers,
    dataPartitioned,
    reversibleVlc,
    newPrediction,
    reducedResolution,
    scalability,
  };
}

/** The part behind vol_control_parameters; returns low_delay. */
function readControlParameters(bits: BitReader): boolean {
  bits.ranged(2, "chroma_format", 1, 1, SEMANTICS);
  const lowDelay = bits.flag("low_delay");
  if (bits.flag("vbv_parameters")) {
    bits.read(15, "first_half_bit_rate");
    bits.marker(CLAUSE);
    bits.read(15, "latter_half_bit_rate");
    bits.marker(CLAUSE);
    bits.read(15, "first_half_vbv_buffer_size");
    bits.marker(CLAUSE);
    bits.read(3, "latter_half_vbv_buffer_size");
    bits.read(11, "first_half_vbv_occupancy");
    bits.marker(CLAUSE);
    bits.read(15, "latter_half_vbv_occupancy");
    bits.marker(CLAUSE);
  }
  return lowDelay;
}

type SpriteParameters = Pick<
  VideoObjectLayer,
  "spriteWarpingPoints" | "spriteWarpingAccuracy" | "spriteBrightnessChange"
>;

const NO_SPRITE: SpriteParameters = {
  spriteWarpingPoints: 0,
  spriteWarpingAccuracy: 0,
  spriteBrightnessChange: false,
};

/** The part behind sprite_enable; size and place of a static sprite are not kept, since decoders refuse those. */
function readSpriteParameters(bits: BitReader, sprite: number): SpriteParameters {
  const STATIC = 1;
  if (sprite === STATIC) {
    for (const element of ["sprite_width", "sprite_height", "sprite_left_coordinate", "sprite_top_coordinate"]) {
      bits.read(13, element);
      bits.marker(CLAUSE);
    }
  }
  const most = sprite === STATIC ? 4 : 3;
  const spriteWarpingPoints = bits.ranged(6, "no_of_sprite_warping_points", 0, most, SEMANTICS);
  const spriteWarpingAccuracy = bits.read(2, "sprite_warping_accuracy");
  const spriteBrightnessChange = bits.flag("sprite_brightness_change");
  if (sprite === STATIC) bits.read(1, "low_latency_sprite_enable");
  return { spriteWarpingPoints, spriteWarpingAccuracy, spriteBrightnessChange };
}
