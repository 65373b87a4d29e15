export { writeAtomically } from "./atomic-write.js";
export { folder, MODEL_FILE } from "./folder.js";
export { loadModel, saveModel } from "./stored-model.js";
