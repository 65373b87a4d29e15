import { checkFiles, small } from "./real-files.js";

checkFiles("small H.264 files from the world", small);
