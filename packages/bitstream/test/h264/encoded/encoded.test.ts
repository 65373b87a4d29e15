import { checkClips } from "../../mpeg4/encoded/check-clips.js";
import { combinations } from "./combinations.js";
import { profiles } from "./profiles.js";

checkClips("clips of all profiles are decoded to FFmpeg's frames and vectors", profiles, "h264");
checkClips("clips with x264's options put together at random", combinations(20_251_122, 24), "h264");
