/** Most levels of each run from 0 on, and the codes of Table B-23 by their index, run by run. */
type Assignment = readonly [levels: readonly number[], indices: readonly number[]];

const ones = (count: number) => Array<number>(count).fill(1);

const INTRA: Assignment = [
  [27, 13, 11, 9, 6, 6, 5, 5, 4, 4, 2, 2, 2, ...ones(7)],
  [
    0, 1, 3, 8, 13, 14, 23, 35, 36, 46, 47, 63, 64, 65, 81, 82, 83, 96, 97, 120, 121, 98, 122, 144, 145, 146, 155, 2, 7,
    22, 33, 34, 45, 62, 79, 80, 95, 119, 142, 143, 5, 21, 43, 61, 77, 78, 116, 117, 118, 140, 141, 6, 31, 44, 76, 93,
    115, 138, 139, 156, 11, 32, 60, 90, 94, 136, 12, 42, 73, 91, 135, 137, 19, 57, 74, 92, 157, 20, 58, 75, 114, 158,
    29, 59, 112, 134, 30, 72, 113, 159, 41, 89, 55, 111, 56, 160, 71, 109, 110, 131, 132, 133, 161,
  ],
];
const INTER: Assignment = [
  [19, 10, 7, 7, 5, 4, 4, 4, 3, 3, 2, 2, 2, 2, 2, 2, 2, 2, ...ones(21)],
  [
    0, 2, 5, 19, 29, 30, 41, 55, 56, 71, 72, 89, 109, 110, 111, 112, 131, 132, 155, 1, 11, 31, 42, 57, 73, 90, 113, 133,
    134, 3, 20, 43, 74, 91, 135, 136, 6, 32, 58, 92, 114, 137, 156, 7, 33, 75, 115, 157, 8, 44, 76, 116, 12, 59, 93,
    138, 13, 60, 94, 158, 14, 61, 117, 21, 62, 139, 22, 77, 23, 95, 34, 118, 35, 140, 36, 141, 45, 142, 46, 143, 47,
    159, 63, 64, 65, 78, 79, 80, 81, 82, 83, 96, 97, 98, 119, 120, 121, 122, 144, 145, 146, 160, 161,
  ],
];
const LAST: Assignment = [
  [5, 5, 3, ...Array<number>(11).fill(2), ...ones(31)],
  [
    4, 37, 84, 123, 147, 9, 48, 99, 148, 162, 10, 85, 163, 15, 100, 16, 101, 17, 124, 18, 125, 24, 126, 25, 127, 26,
    128, 27, 149, 28, 150, 38, 151, 39, 164, 40, 49, 50, 51, 52, 53, 54, 66, 67, 68, 69, 70, 86, 87, 88, 102, 103, 104,
    105, 106, 107, 108, 129, 130, 152, 153, 154, 165, 166, 167, 168,
  ],
];

/** The codes without their sign: 1 0…0 1 x and 0 1…1 0 1…1 0 x, ordered by length and then by value; 0000 is the escape. */
const CODES: readonly string[] = (() => {
  const codes: string[] = [];
  for (let length = 3; length <= 15; length++) {
    const forms = [`1${"0".repeat(length - 3)}1`];
    for (let before = 0; before <= length - 4; before++) {
      forms.push(`0${"1".repeat(before)}0${"1".repeat(length - 4 - before)}0`);
    }
    codes.push(...forms.flatMap((form) => [`${form}0`, `${form}1`]).sort());
  }
  return codes.filter((code) => code !== "0000");
})();

/** The reversible code of a coefficient without its sign (Table B-23), or undefined where it needs an escape. */
export function reversibleCode(intra: boolean, last: boolean, run: number, level: number): string | undefined {
  const [levels, indices] = last ? LAST : intra ? INTRA : INTER;
  if (level > (levels[run] ?? 0)) return undefined;
  const before = levels.slice(0, run).reduce((sum, count) => sum + count, 0);
  return CODES[indices[before + level - 1]!];
}
