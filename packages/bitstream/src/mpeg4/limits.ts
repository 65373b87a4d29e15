import { LimitExceededError, type Where } from "../errors.js";

/** Largest picture area in pixels that a decoder is created for (4096 × 2304): bounds what a hostile header can allocate. */
export const MAX_PICTURE_AREA = 4096 * 2304;

/** Largest access unit in bytes: bounds the copy that the decoder takes of it. */
export const MAX_ACCESS_UNIT_BYTES = 1 << 26;

/** Most `1` bits in modulo_time_base (seconds between two pictures): a day. */
export const MAX_MODULO_TIME_BASE = 86_400;

/** Bytes of user data that are looked at to find the encoder's name. */
export const MAX_USER_DATA_BYTES = 256;

/** @throws LimitExceededError if `value` is over `maximum` */
export function checkLimit(limit: string, value: number, maximum: number, where: Where): void {
  if (value > maximum) throw new LimitExceededError(limit, value, maximum, where);
}
