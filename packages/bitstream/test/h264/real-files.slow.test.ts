import { checkFiles, large } from "./real-files.js";

checkFiles("longer H.264 files from the world", large);
