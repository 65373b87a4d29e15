import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { constant, heNormalFanOut } from "../initialise.js";
import { mbConv } from "../mbconv.js";
import { oddNumber, rate, wholeNumber } from "../options.js";
import { type BatchNormArgs, BatchNormLayer, type ConvNormWeights } from "./batch-norm-layer.js";
import { strided } from "./conv-norm-layer.js";
import { readConv, single, singleShape, type WeightPair } from "./fusion-layer.js";

/** Options of {@link MBConv}. */
export interface MBConvArgs extends BatchNormArgs {
  /** O: channels out */
  readonly filters: number;
  /** E: channels inside; as many as come in: no expansion */
  readonly expanded: number;
  /** channels of the squeeze */
  readonly squeezed: number;
  /** k of the depthwise convolution, odd */
  readonly kernelSize: number;
  readonly stride?: number;
  /** probability with which training drops the branch of a sample, where there is a residual */
  readonly drop?: number;
}

/**
 * {@link mbConv} as a layer: [B, H, W, C] → [B, ⌈H/stride⌉, ⌈W/stride⌉, filters].
 *
 * Weights: `expand_kernel` [1, 1, C, E] (none where E = C), `depthwise_kernel` [k, k, E, 1], `project_kernel`
 * [1, 1, E, filters], each with a batch norm `…_norm_{scale, shift, mean, variance}`; `reduce_{kernel, bias}` [1, 1, E, S]
 * and `excite_{kernel, bias}` [1, 1, S, E]. Kernels He normal by fan-out, biases zero.
 */
export class MBConv extends BatchNormLayer {
  static readonly className = "MBConv";
  private readonly filters: number;
  private readonly expanded: number;
  private readonly squeezed: number;
  private readonly kernelSize: number;
  private readonly stride: number;
  private readonly drop: number;
  private expand: ConvNormWeights | null = null;
  private depthwise!: ConvNormWeights;
  private reduce!: WeightPair;
  private excite!: WeightPair;
  private project!: ConvNormWeights;

  constructor(args: MBConvArgs) {
    super(args);
    this.filters = wholeNumber("filters", args.filters);
    this.expanded = wholeNumber("expanded", args.expanded);
    this.squeezed = wholeNumber("squeezed", args.squeezed);
    this.kernelSize = oddNumber("kernelSize", args.kernelSize);
    this.stride = wholeNumber("stride", args.stride ?? 1);
    this.drop = rate("drop", args.drop ?? 0);
  }

  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    const { expanded, squeezed, kernelSize } = this;
    const channels = singleShape(inputShape, 4, "[B, H, W, C]")[3]!;
    if (expanded !== channels) this.expand = this.convNorm("expand", [1, 1, channels, expanded]);
    this.depthwise = this.convNorm("depthwise", [kernelSize, kernelSize, expanded, 1]);
    this.reduce = this.pointwise("reduce", expanded, squeezed);
    this.excite = this.pointwise("excite", squeezed, expanded);
    this.project = this.convNorm("project", [1, 1, expanded, this.filters]);
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: unknown }): tf.Tensor {
    const params = {
      expand: this.expand && this.readConvNorm(this.expand, kwargs),
      depthwise: this.readConvNorm(this.depthwise, kwargs),
      squeezeExcitation: { reduce: readConv(this.reduce), expand: readConv(this.excite) },
      project: this.readConvNorm(this.project, kwargs),
    };
    const drop = this.dropping(this.drop, kwargs);
    return mbConv(single(inputs) as tf.Tensor4D, params, { stride: this.stride, drop });
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    return strided(inputShape, this.stride, this.filters);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { filters, expanded, squeezed, kernelSize, stride, drop } = this;
    return { ...super.getConfig(), filters, expanded, squeezed, kernelSize, stride, drop };
  }

  private pointwise(name: string, inputs: number, outputs: number): WeightPair {
    return {
      kernel: this.variable(`${name}_kernel`, [1, 1, inputs, outputs], (seed) => heNormalFanOut(outputs, seed)),
      bias: this.variable(`${name}_bias`, [outputs], () => constant(0)),
    };
  }
}

tf.serialization.registerClass(MBConv);
