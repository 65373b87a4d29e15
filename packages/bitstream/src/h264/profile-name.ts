/** Profiles by profile_idc (Rec. ITU-T H.264, Annex A; G and H for extensions, whose base layers are decoded). */
const NAMES: Readonly<Record<number, string>> = {
  44: "CAVLC 4:4:4",
  66: "Baseline",
  77: "Main",
  83: "Scalable Baseline",
  86: "Scalable High",
  88: "Extended",
  100: "High",
  110: "High 10",
  118: "Multiview High",
  122: "High 4:2:2",
  128: "Stereo High",
  134: "MFC High",
  138: "Multiview Depth High",
  144: "High 4:4:4",
  244: "High 4:4:4 Predictive",
};
const INTRA_NAMES: Readonly<Record<number, string>> = {
  100: "High Intra",
  110: "High 10 Intra",
  122: "High 4:2:2 Intra",
  244: "High 4:4:4 Intra",
};

/** What names a profile and a level. */
export interface ProfileAndLevel {
  readonly profileIdc: number;
  /** constraint_set0_flag is bit 0, constraint_set1_flag bit 1, … */
  readonly constraints: number;
  readonly levelIdc: number;
}

/** Profiles all of whose pictures are intra (A.2.8…A.2.11). */
export function isIntraProfile({ profileIdc, constraints }: ProfileAndLevel): boolean {
  return profileIdc === 44 || (profileIdc in INTRA_NAMES && (constraints & 8) !== 0);
}

/** level_idc 11 with constraint_set3_flag in the profiles of the first edition, and level_idc 9 (7.4.2.1.1). */
export function isLevel1b({ profileIdc, constraints, levelIdc }: ProfileAndLevel): boolean {
  const old = profileIdc === 66 || profileIdc === 77 || profileIdc === 88;
  return levelIdc === 9 || (levelIdc === 11 && old && (constraints & 8) !== 0);
}

/** As FFmpeg names them: "Constrained Baseline@L3", "High 4:2:2 Intra@L4.1". */
export function profileName(sps: ProfileAndLevel): string {
  const { profileIdc, constraints, levelIdc } = sps;
  const constrained = profileIdc === 66 && (constraints & 2) !== 0;
  const intra = (constraints & 8) !== 0 && profileIdc !== 100 ? INTRA_NAMES[profileIdc] : undefined;
  const name = constrained ? "Constrained Baseline" : (intra ?? NAMES[profileIdc] ?? `profile ${profileIdc}`);
  const level = isLevel1b(sps) ? "1b" : `${Math.floor(levelIdc / 10)}${levelIdc % 10 ? `.${levelIdc % 10}` : ""}`;
  return `${name}@L${level}`;
}
