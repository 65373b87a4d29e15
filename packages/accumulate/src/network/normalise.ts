/** ImageNet's channel means and deviations, of RGB in 0…1. */
export const imageMean = [0.485, 0.456, 0.406] as const;
export const imageDeviation = [0.229, 0.224, 0.225] as const;

/** Pixels (of a 340×256 frame) that become ±1: CoViAR maps ±20 pixels to a byte's range around 128. */
export const motionRange = 20;

/** Grey levels of residual that become ±1: CoViAR adds 128 and clips to a byte. */
export const residualRange = 127.5;
