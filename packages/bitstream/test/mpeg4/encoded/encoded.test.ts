import { advancedSimpleProfile } from "./advanced-simple-profile.js";
import { checkClips } from "./check-clips.js";
import { combinations } from "./combinations.js";
import { simpleProfile } from "./simple-profile.js";

checkClips("Simple Profile clips are decoded to FFmpeg's frames and vectors", simpleProfile);
checkClips("Advanced Simple Profile clips are decoded to FFmpeg's frames and vectors", advancedSimpleProfile);
checkClips("clips with features put together at random", combinations(20_251_121, 24));
