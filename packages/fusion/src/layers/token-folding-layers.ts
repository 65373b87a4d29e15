import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { InvalidOptionError } from "../errors.js";
import { wholeNumber } from "../options.js";
import { foldTokens, mapsToTokens } from "../token-folding.js";
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
    if (!Array.isArray(args.grid)) throw new InvalidOptionError("grid", args.grid, "[rows, columns]");
    this.grid = [wholeNumber("grid", args.grid[0]), wholeNumber("grid", args.grid[1])];
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

tf.serialization.registerClass(MapsToTokens);
tf.serialization.registerClass(TokenFolding);
