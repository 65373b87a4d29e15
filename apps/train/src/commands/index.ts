import type { Define } from "./command.js";
import { defineData } from "./data.js";
import { defineDoctor } from "./doctor.js";
import { defineEnergy } from "./energy.js";
import { defineEvaluate } from "./evaluate.js";
import { defineFrames } from "./frames.js";
import { defineInspect } from "./inspect.js";
import { defineModels } from "./models.js";
import { defineMotion } from "./motion.js";
import { definePredict } from "./predict.js";
import { definePrepare } from "./prepare.js";
import { defineRebuild } from "./rebuild.js";
import { defineTrain } from "./train.js";
import { defineView } from "./view.js";

/** Every command, in the order of the help text. */
export const commands: readonly Define[] = [
  defineInspect,
  defineFrames,
  defineMotion,
  defineView,
  defineRebuild,
  defineData,
  definePrepare,
  defineTrain,
  defineEvaluate,
  definePredict,
  defineModels,
  defineEnergy,
  defineDoctor,
];
