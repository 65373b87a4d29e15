export {
  type AttentionParams,
  crossModalAttention,
  multiHeadAttention,
  scaledDotProductAttention,
} from "./attention.js";
export {
  BATCH_NORM_EPSILON,
  BATCH_NORM_MOMENTUM,
  type BatchNormParams,
  type BatchStatistics,
  batchNorm,
  batchNormTraining,
  movedStatistics,
} from "./batch-norm.js";
export { bilinearPooling } from "./bilinear-pooling.js";
export { type ClassTokenParams, classTokenPooling } from "./class-token.js";
export { type ClassTokenSequenceParams, classTokenSequence, firstToken } from "./class-token-sequence.js";
export { classifierHead } from "./classifier-head.js";
export { compactBilinearPooling } from "./compact-bilinear-pooling.js";
export {
  type ConvLstmParams,
  type ConvLstmState,
  convLstmFinal,
  convLstmSequence,
  convLstmStep,
} from "./conv-lstm.js";
export { type ConvParams, convolution } from "./convolution.js";
export { countSketch, type SketchHash, sketchHash } from "./count-sketch.js";
export { LEAKY_SLOPE, RESIDUAL_SCALE, residualDenseBlock, rrdb } from "./dense-block.js";
export { type Dropout, dropout } from "./dropout.js";
export { type EncoderBlockOptions, type EncoderBlockParams, encoderBlock } from "./encoder-block.js";
export { FusionError, InvalidOptionError, isFusionError, ShapeMismatchError } from "./errors.js";
export { type FactorisedBilinearParams, factorisedBilinearPooling } from "./factorised-bilinear-pooling.js";
export { type AlignedFeatures, type Alignment, distillationLoss, featureAlignment } from "./feature-alignment.js";
export { FRAME_SUMMARIES, type FrameSummary, padChannels, summariseFrames } from "./frames.js";
export { gelu } from "./gelu.js";
export { EMBEDDING_DEVIATION, heNormal, type Initialiser, truncatedNormal } from "./initialise.js";
export { type LateFusionRule, lateFusion } from "./late-fusion.js";
export { LAYER_NORM_EPSILON, type LayerNormParams, layerNorm } from "./layer-norm.js";
export type { BatchNormArgs } from "./layers/batch-norm-layer.js";
export {
  BilinearPooling,
  CompactBilinearPooling,
  type CompactBilinearPoolingArgs,
} from "./layers/bilinear-pooling-layers.js";
export { ClassTokenPooling, type ClassTokenPoolingArgs } from "./layers/class-token-layer.js";
export { ClassTokenSequence, FirstToken } from "./layers/class-token-sequence-layers.js";
export { ClassifierHead, type ClassifierHeadArgs } from "./layers/classifier-head-layer.js";
export { ConvLSTM, type ConvLSTMArgs } from "./layers/conv-lstm-layer.js";
export { ConvNorm, type ConvNormArgs } from "./layers/conv-norm-layer.js";
export { TransformerEncoderBlock, type TransformerEncoderBlockArgs } from "./layers/encoder-block-layer.js";
export {
  FactorisedBilinearPooling,
  TemporalTrilinearPooling,
  TrilinearPooling,
} from "./layers/factorised-pooling-layers.js";
export {
  PadChannels,
  type PadChannelsArgs,
  SummariseFrames,
  type SummariseFramesArgs,
} from "./layers/frame-layers.js";
export type { FusionLayerArgs } from "./layers/fusion-layer.js";
export { LateFusion, type LateFusionArgs } from "./layers/late-fusion-layer.js";
export { TokenNorm, type TokenNormArgs } from "./layers/layer-norm-layer.js";
export { MBConv, type MBConvArgs } from "./layers/mbconv-layer.js";
export { MultiModalMixer, type MultiModalMixerArgs } from "./layers/mixer-layer.js";
export {
  CrossModalEncoderBlock,
  type ModalEncoderBlockArgs,
  SeparateEncoderBlock,
  SeparateTokenNorm,
  type SeparateTokenNormArgs,
} from "./layers/modal-encoder-layers.js";
export { PatchEmbedding, type PatchEmbeddingArgs } from "./layers/patch-embedding-layer.js";
export type { FactorisedPoolingArgs, PoolingLayerArgs } from "./layers/pooling-layer.js";
export { SpatioTemporalEncoding, type SpatioTemporalEncodingArgs } from "./layers/position-encoding-layer.js";
export { ResidualBlock, type ResidualBlockArgs } from "./layers/residual-block-layer.js";
export {
  ResidualDenseBlock,
  type ResidualDenseBlockArgs,
  ResidualInResidualDenseBlock,
  type ResidualInResidualDenseBlockArgs,
  RRDB_KERNEL_SCALE,
} from "./layers/rrdb-layer.js";
export { SymmetricMaxPool, type SymmetricMaxPoolArgs } from "./layers/symmetric-max-pool-layer.js";
export {
  FrameFolding,
  type FrameFoldingArgs,
  FramesToTokens,
  MapsToTokens,
  MeanOfModalities,
  TokenFolding,
  type TokenFoldingArgs,
} from "./layers/token-folding-layers.js";
export { type LinearParams, linear } from "./linear.js";
export { type MBConvOptions, type MBConvParams, mbConv, type NormalisedConvolution } from "./mbconv.js";
export { convFolding, convFusion, type MixerParams, mixModalities } from "./mixer.js";
export {
  crossModalEncoderBlock,
  separateEncoderBlock,
  separateLayerNorm,
  splitModalities,
} from "./modal-encoders.js";
export { patchEmbedding, patchGrid } from "./patch-embedding.js";
export { l2Normalise, normalisePooled, signedSquareRoot } from "./pooled-normalisation.js";
export { addPositionEncoding, type PositionParams } from "./position-encoding.js";
export { type ResidualBlockParams, residualBlock } from "./residual-block.js";
export { type SqueezeExcitationParams, squeezeExcitation } from "./squeeze-excitation.js";
export { stochasticDepth } from "./stochastic-depth.js";
export { swish } from "./swish.js";
export { symmetricConvolution, symmetricDepthwiseConvolution } from "./symmetric-convolution.js";
export { symmetricMaxPool } from "./symmetric-max-pool.js";
export { temporalTrilinearPooling } from "./temporal-trilinear-pooling.js";
export { foldFrames, foldTokens, framesToTokens, mapsToTokens, meanOfModalities } from "./token-folding.js";
export { type TrilinearParams, trilinearPooling } from "./trilinear-pooling.js";
