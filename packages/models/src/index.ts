export type {
  AnyArchitecture,
  Architecture,
  InputDescription,
  PartParameters,
  Stream,
  TorchNames,
  TorchWeight,
  Views,
} from "./architecture/architecture.js";
export { ARCHITECTURES, type ArchitectureId } from "./architecture/architectures.js";
export { descriptionOf, type ModelDescription } from "./architecture/description.js";
export { alignmentLoss, attpLoss, attpTeacherConfig, withMotionFeatures } from "./attp/alignment.js";
export {
  ATTP_ALIGNMENTS,
  ATTP_FUSIONS,
  type AttpAlignment,
  type AttpConfig,
  type AttpFusion,
  type AttpOverrides,
  attpConfig,
} from "./attp/config.js";
export { attpInputs, buildAttp } from "./attp/model.js";
export { attpParameters } from "./attp/parameters.js";
export { type CachedAttp, cachedAttp } from "./attp/parts.js";
export { ATTP, ATTP_FIGURE_4, ATTP_TABLE_3, ATTP_TINY } from "./attp/presets.js";
export type { Fact, FamilyCard, PrintedRow, Publication } from "./cards/family-card.js";
export { type Comparison, compareWithPrinted, type ModelCard, modelCard } from "./cards/model-card.js";
export { type Printed, printed, printsAs } from "./cards/printed.js";
export { type CreateOptions, createModel } from "./create-model.js";
export {
  BATCH_NORM_MODES,
  type BatchNormMode,
  type EfficientNetConfig,
  type EfficientNetOverrides,
  type EfficientNetStage,
  type EfficientNetTrunk,
  efficientNetConfig,
} from "./efficientnet/config.js";
export { efficientNetFeatures, type FeatureOptions } from "./efficientnet/features.js";
export { buildEfficientNet } from "./efficientnet/model.js";
export { efficientNetFeatureParameters, efficientNetParameters } from "./efficientnet/parameters.js";
export { EFFICIENTNET_B0, EFFICIENTNET_B1 } from "./efficientnet/presets.js";
export { type EfficientNetDialect, efficientNetWeight } from "./efficientnet/torch-names.js";
export {
  ForeignModelError,
  InvalidConfigError,
  InvalidOptionError,
  InvalidSafetensorsError,
  isModelError,
  ModelError,
  ModelTooLargeError,
  StoredModelError,
  UnknownModelError,
  UnsupportedWeightsError,
  WeightMismatchError,
} from "./errors.js";
export {
  isModelName,
  MODELS,
  type ModelConfig,
  type ModelInfo,
  type ModelName,
  type ModelOverrides,
  modelInfo,
  modelNames,
  type NamedSetting,
} from "./registry.js";
export { RESIDUAL_BLOCKS, type ResNetConfig, type ResNetOverrides, resNetConfig } from "./resnet/config.js";
export { buildResNet } from "./resnet/model.js";
export { resNetParameters } from "./resnet/parameters.js";
export { RESNET_18, RESNET_50 } from "./resnet/presets.js";
export { STM_NET_ABLATIONS, type StmNetAblation, stmNetAblation } from "./stm-net/ablations.js";
export { stmNetConfig } from "./stm-net/check.js";
export {
  type Context,
  type EncoderKind,
  MODALITIES,
  type Modality,
  type Modulator,
  type StmConfig,
  type StmNetConfig,
  type StmNetOverrides,
} from "./stm-net/config.js";
export { buildStmNet, stmNetInputs } from "./stm-net/model.js";
export { stmNetParameterCount, stmNetParameters } from "./stm-net/parameters.js";
export { STM_NET_BASE, STM_NET_LARGE, STM_NET_TINY } from "./stm-net/presets.js";
export { type ModelSummary, type PartSummary, summarise } from "./summary/summarise.js";
export { summaryText } from "./summary/summary-text.js";
export { type VitConfig, type VitOverrides, vitConfig } from "./vit/config.js";
export { buildVit } from "./vit/model.js";
export { vitParameters } from "./vit/parameters.js";
export { VIT_B_16 } from "./vit/presets.js";
export { type VitDialect, vitWeight } from "./vit/torch-names.js";
export {
  DTYPE_BYTES,
  float32Entry,
  type SafetensorsDtype,
  type SafetensorsEntry,
  type SafetensorsValues,
  valuesOf,
} from "./weights/dtypes.js";
export type { TorchLayout } from "./weights/layouts.js";
export { describeLoad, type LoadOptions, type LoadReport, type MismatchedTensor } from "./weights/load-options.js";
export { loadSafetensors } from "./weights/load-safetensors.js";
export { loadTensors } from "./weights/load-tensors.js";
export type { NamedTensors } from "./weights/match.js";
export { MAX_HEADER_BYTES, readSafetensors, type Safetensors } from "./weights/safetensors-reader.js";
export { writeSafetensors } from "./weights/safetensors-writer.js";
export { type SaveOptions, saveSafetensors } from "./weights/save-safetensors.js";
export { decodeTfjsWeights } from "./weights/tfjs-weights.js";
