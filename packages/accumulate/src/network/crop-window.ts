/** The frame that vectors are measured in and crops are cut from, whatever the video's own size: the papers' 340×256. */
export const frameWidth = 340;
export const frameHeight = 256;

/** A part of the frame, in fractions of its width and height, and whether it is mirrored. */
export interface CropWindow {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly flip: boolean;
}
