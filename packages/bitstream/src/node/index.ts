export { openVideo } from "./open-video.js";
