/** A NAL unit of a byte stream, without its start code (Rec. ITU-T H.264, 7.3.1 and Annex B). */
export interface NalUnit {
  readonly type: number;
  readonly bytes: Uint8Array;
}

/** The NAL units of a byte stream. */
export function nalUnits(stream: Uint8Array): NalUnit[] {
  const starts: number[] = [];
  for (let i = 0; i + 3 <= stream.length; i++)
    if (stream[i] === 0 && stream[i + 1] === 0 && stream[i + 2] === 1) starts.push(i + 3);
  return starts.map((start, i) => {
    let end = i + 1 < starts.length ? starts[i + 1]! - 3 : stream.length;
    while (stream[end - 1] === 0) end--;
    const bytes = stream.subarray(start, end);
    return { type: bytes[0]! & 31, bytes };
  });
}

/** A byte stream of NAL units. */
export function byteStream(units: readonly NalUnit[]): Uint8Array {
  const stream = new Uint8Array(units.reduce((sum, { bytes }) => sum + 4 + bytes.length, 0));
  let at = 0;
  for (const { bytes } of units) {
    stream[at + 3] = 1;
    stream.set(bytes, at + 4);
    at += 4 + bytes.length;
  }
  return stream;
}

/** True for the units that carry slices: types 1…5. */
export const isSlice = ({ type }: NalUnit): boolean => type >= 1 && type <= 5;

/** True where first_mb_in_slice, the slice header's first element, is 0: its ue(v) is the single bit 1. */
export const isFirstSlice = ({ bytes }: NalUnit): boolean => (bytes[1]! & 0x80) !== 0;

/** Units in groups: one group for each picture's slices (of a stream whose slices come in order), one for each other unit. */
export function byPicture(units: readonly NalUnit[]): NalUnit[][] {
  const groups: NalUnit[][] = [];
  for (const unit of units) {
    const before = groups.at(-1);
    if (before && isSlice(before[0]!) && isSlice(unit) && !isFirstSlice(unit)) before.push(unit);
    else groups.push([unit]);
  }
  return groups;
}
