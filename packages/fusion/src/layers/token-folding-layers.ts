import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { InvalidOptionError } from "../errors.js";
import { wholeNumber } from "../options.js";
import { foldFrames, foldTokens, framesToTokens, mapsToTokens, meanOfModalities } from "../token-folding.js";
import { FusionLayer, type FusionLayerArgs, shapes, single, singleShape } from "./fusion-layer.js";

/** {@link mapsToTokens} as a layer: M maps [B, rows, columns, d] → tokens [B, M·rows·columns, d]. No weights. */
export class MapsToTokens extends FusionLayer {
  static readonly className = "MapsToTokens";

  constructor(args: FusionLayerArgs = {}) {
    super(args);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return mapsToTokens((Array.isArray(inputs) ? inputs : [inputs]) as tf.Tensor4D[]);
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const all = shapes(inputShape);
    const [batch, rows, columns, d] = all[0]!;
    return [batch!, all.length * rows! * columns!, d!];
  }
}

/** Options of {@link TokenFolding}. */
export interface TokenFoldingArgs extends FusionLayerArgs {
  /** rows and columns of each map */
  readonly grid: readonly [number, number];
}

/** {@link foldTokens} as a layer: tokens [B, M·rows·columns, d] → maps [B, M, rows, columns, d]. No weights. */
export class TokenFolding extends FusionLayer {
  static readonly className = "TokenFolding";
  private readonly grid: readonly [number, number];

  constructor(args: TokenFoldingArgs) {
    super(args);
    this.grid = checkedGrid(args.grid);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return foldTokens(single(inputs) as tf.Tensor3D, this.grid);
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [batch, count, d] = singleShape(inputShape, 3, "[B, N, d]");
    const [rows, columns] = this.grid;
    return [batch!, wholeNumber("maps", count! / (rows * columns)), rows, columns, d!];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), grid: [...this.grid] };
  }
}

/** {@link meanOfModalities} as a layer: [B, M, rows, columns, d] → [B, rows, columns, d]. No weights. */
export class MeanOfModalities extends FusionLayer {
  static readonly className = "MeanOfModalities";

  constructor(args: FusionLayerArgs = {}) {
    super(args);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return meanOfModalities(single(inputs) as tf.Tensor5D);
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [batch, , ...map] = singleShape(inputShape, 5, "[B, M, rows, columns, d]");
    return [batch!, ...map];
  }
}

/** {@link framesToTokens} as a layer: M maps, each with T steps or without → tokens [B, T, M·rows·columns, d]. No weights. */
export class FramesToTokens extends FusionLayer {
  static readonly className = "FramesToTokens";

  constructor(args: FusionLayerArgs = {}) {
    super(args);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return framesToTokens((Array.isArray(inputs) ? inputs : [inputs]) as tf.Tensor5D[]);
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const all = shapes(inputShape);
    const withSteps = all.find((shape) => shape.length === 5);
    if (withSteps === undefined) throw new InvalidOptionError("maps", all.length, "at least one map with steps");
    const [batch, steps, rows, columns, d] = withSteps;
    return [batch!, steps!, all.length * rows! * columns!, d!];
  }
}

/** Options of {@link FrameFolding}. */
export interface FrameFoldingArgs extends TokenFoldingArgs {
  /** m, from 0 */
  readonly modality: number;
}

/** {@link foldFrames} as a layer: tokens [B, T, M·rows·columns, d] → maps of modality m, [B, T, rows, columns, d]. No weights. */
export class FrameFolding extends FusionLayer {
  static readonly className = "FrameFolding";
  private readonly grid: readonly [number, number];
  private readonly modality: number;

  constructor(args: FrameFoldingArgs) {
    super(args);
    this.grid = checkedGrid(args.grid);
    this.modality = wholeNumber("modality", args.modality, 0);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return foldFrames(single(inputs) as tf.Tensor4D, this.modality, this.grid);
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [batch, steps, , d] = singleShape(inputShape, 4, "[B, T, N, d]");
    return [batch!, steps!, ...this.grid, d!];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), grid: [...this.grid], modality: this.modality };
  }
}

function checkedGrid(grid: unknown): readonly [number, number] {
  if (!Array.isArray(grid)) throw new InvalidOptionError("grid", grid, "[rows, columns]");
  return [wholeNumber("grid", grid[0]), wholeNumber("grid", grid[1])];
}

tf.serialization.registerClass(MapsToTokens);
tf.serialization.registerClass(MeanOfModalities);
tf.serialization.registerClass(FramesToTokens);
tf.serialization.registerClass(FrameFolding);
tf.serialization.registerClass(TokenFolding);
