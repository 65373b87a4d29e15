import { UnsupportedFeatureError } from "../errors.js";
import type { VideoObjectLayer } from "./video-object-layer.js";

/**
 * Checks that a layer uses only tools that are implemented: those of Simple and Advanced Simple Profile, some of which other
 * profiles combine otherwise.
 * @throws UnsupportedFeatureError naming the first tool that is not implemented
 */
export function checkTools(layer: VideoObjectLayer): void {
  const tools: readonly [boolean, string, string][] = [
    [layer.dataPartitioned && layer.interlaced, "interlaced coding with data partitioning", "6.3.3, data_partitioned"],
    [layer.obmc, "overlapped block motion compensation", "7.6.6"],
    [layer.sprite === 1, "a static sprite", "7.8"],
    [layer.sprite === 3, "a reserved kind of sprite", "6.3.3, sprite_enable"],
    [layer.spriteBrightnessChange, "a change of brightness with global motion", "7.8.8"],
    [layer.not8Bit, "samples that are not 8 bits", "6.3.3, not_8_bit"],
    [layer.newPrediction, "NEWPRED", "7.14"],
    [layer.reducedResolution, "a reduced-resolution VOP", "7.13"],
    [layer.scalability, "scalability", "7.9"],
  ];
  const found = tools.find(([used]) => used);
  if (found) throw new UnsupportedFeatureError(found[1], `ISO/IEC 14496-2, ${found[2]}`);
}
