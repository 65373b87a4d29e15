import type * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { ShapeMismatchError } from "../errors.js";
import { truncatedNormal } from "../initialise.js";
import { wholeNumber } from "../options.js";
import { normalisePooled } from "../pooled-normalisation.js";
import { FusionLayer, type FusionLayerArgs, shapes } from "./fusion-layer.js";

/** What every pooling layer takes. */
export interface PoolingLayerArgs extends FusionLayerArgs {
  /** signed square root and ℓ2 of what is pooled; by default true */
  readonly normalise?: boolean;
}

/** Base of the layers that pool several maps, [B, H, W, c] or [B, K, c] each, to one vector per sample. */
export abstract class PoolingLayer extends FusionLayer {
  protected readonly normalise: boolean;

  constructor(args: PoolingLayerArgs) {
    super(args);
    this.normalise = args.normalise ?? true;
  }

  /** Channels of the maps, whose number is checked. @throws ShapeMismatchError */
  protected channels(inputShape: tfl.Shape | tfl.Shape[], count: number): number[] {
    const maps = shapes(inputShape);
    if (maps.length !== count) throw new ShapeMismatchError("the inputs", `${count} maps`, [maps.length]);
    return maps.map((map, i) => {
      const channels = map.at(-1);
      if ((map.length === 3 || map.length === 4) && channels) return channels;
      throw new ShapeMismatchError(`map ${i}`, "[B, H, W, c] or [B, K, c]", map);
    });
  }

  protected finish<T extends tf.Tensor>(pooled: T): T {
    return this.normalise ? normalisePooled(pooled) : pooled;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), normalise: this.normalise };
  }
}

/** Options of layers that project onto factors. */
export interface FactorisedPoolingArgs extends PoolingLayerArgs {
  /** D: length of the output */
  readonly dims: number;
  /** d: factors of each output */
  readonly factors: number;
}

/** Base of the layers whose weights are factors [c, D, d], truncated normal with deviation 1/√c. */
export abstract class FactorisedPoolingLayer extends PoolingLayer {
  protected readonly dims: number;
  protected readonly factors: number;

  constructor(args: FactorisedPoolingArgs) {
    super(args);
    this.dims = wholeNumber("dims", args.dims);
    this.factors = wholeNumber("factors", args.factors);
  }

  protected factorWeight(name: string, channels: number): tfl.LayerVariable {
    return this.variable(name, [channels, this.dims, this.factors], (seed) => truncatedNormal(channels ** -0.5, seed));
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    return [shapes(inputShape)[0]![0]!, this.dims];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), dims: this.dims, factors: this.factors };
  }
}
