import { checkClips } from "../../mpeg4/encoded/check-clips.js";
import { combinations } from "./combinations.js";

checkClips("many clips with x264's options put together at random", combinations(14_496, 300), "h264");
