import { checkClips } from "./check-clips.js";
import { combinations } from "./combinations.js";

checkClips("many clips with features put together at random", combinations(14_496, 250));
