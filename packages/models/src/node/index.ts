export { writeAtomically } from "./atomic-write.js";
export { folder, MODEL_FILE } from "./folder.js";
export { loadWeights, saveWeights } from "./load-weights.js";
export { readWeights, type StoredTensors, type WeightFormat } from "./read-weights.js";
export { SHARD_INDEX } from "./sharded-safetensors.js";
export { loadModel, saveModel } from "./stored-model.js";
