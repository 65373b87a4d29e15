export { adam } from "./adam";
export { columnSums } from "./column-sums";
export { depthwiseFilterGradient, depthwiseFilterGradientScratch, depthwiseInputGradient } from "./depthwise-gradients";
export { filterGradient, filterGradientScratch } from "./filter-gradient";
export { inputGradient, inputGradientScratch } from "./input-gradient";
export { matrixProduct, matrixProductScratch } from "./matrix-product";
export { unitStrideInputGradient, unitStrideInputGradientScratch } from "./unit-stride-input-gradient";
export { isSparse, sparseConvolution, sparseFilterGradient } from "./sparse-convolution";
