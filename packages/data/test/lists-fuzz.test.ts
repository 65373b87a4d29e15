import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FAULTS_KEPT } from "../src/dataset-report.js";
import { isDataError } from "../src/errors.js";
import { parseCsvList } from "../src/lists/csv-list.js";
import { FaultLog } from "../src/lists/fault-log.js";
import { parseHmdb51List } from "../src/lists/hmdb51.js";
import { parseKineticsList } from "../src/lists/kinetics.js";
import { parseSomethingAnswers, parseSomethingLabels, parseSomethingList } from "../src/lists/something-something.js";
import { parseUcf101Classes, parseUcf101List } from "../src/lists/ucf101.js";
import { openDataset } from "../src/node/open-dataset.js";
import { miniatures } from "./miniature.js";

const list = "list";
const classes = ["ApplyEyeMakeup", "YoYo"];

/** Each parser with a text that it reads without fault; each returns how many things it read. */
const parsers: Record<string, { good: string; read(text: string, faults: FaultLog): number }> = {
  "UCF-101 classes": {
    good: "1 ApplyEyeMakeup\r\n2 YoYo\r\n",
    read: (text, faults) => parseUcf101Classes(text, list, faults).length,
  },
  "UCF-101 list": {
    good: "ApplyEyeMakeup/v_ApplyEyeMakeup_g08_c01.avi 1\r\nYoYo/v_YoYo_g08_c01.avi 2\r\n",
    read: (text, faults) => parseUcf101List(text, { list, split: "train", classes }, faults).length,
  },
  "HMDB-51": {
    good: "April_09_brush_hair_u_nm_np1_ba_goo_0.avi 1 \n(a)_[b]&;#_brush_hair_u_nm_np1_ba_goo_1.avi 0 \n",
    read: (text, faults) => {
      const { clips, unused } = parseHmdb51List(text, { list, label: "brush_hair" }, faults);
      return clips.length + unused.length;
    },
  },
  Kinetics: {
    good: 'label,youtube_id,time_start,time_end,split\n"air drumming",_dbcJuKJQNs,40,50,train\nabseiling,-3B32lodo2M,59,69,val\n',
    read: (text, faults) => parseKineticsList(text, { list, splitOfList: null }, faults).length,
  },
  "Something-Something labels": {
    good: '{"ApplyEyeMakeup": "0", "YoYo": "1"}',
    read: (text, faults) => parseSomethingLabels(text, list, faults).length,
  },
  "Something-Something list": {
    good: '[{"id":"1","template":"[YoYo]","placeholders":["a"]},{"id":"2","template":"ApplyEyeMakeup"}]',
    read: (text, faults) => parseSomethingList(text, { list, split: "train", classes }, faults).length,
  },
  "Something-Something answers": {
    good: "1;YoYo\n2;ApplyEyeMakeup\n",
    read: (text, faults) => parseSomethingAnswers(text, list, faults).size,
  },
  "CSV list": {
    good: 'file,label,split,group\n"a, b.avi",run,train,7\nc.avi,,test,\n',
    read: (text, faults) => parseCsvList(text, list, faults).length,
  },
};

/** Pieces that matter to some parser. */
const piece = fc.oneof(
  fc.constantFrom(
    "\n",
    "\r",
    "\r\n",
    '"',
    ",",
    ";",
    " ",
    "\t",
    "\0",
    "\uFEFF",
    "/",
    "\\",
    "[",
    "]",
    "{",
    "}",
    ":",
    "1",
    "-1",
    "1e9",
  ),
  fc.constantFrom("__proto__", "constructor", "YoYo", "train", "null", "999999999999999999999", "é", "\uD800"),
  fc.string({ maxLength: 8 }),
);

/** A good text with some of its parts cut out, doubled or overwritten. */
function mutated(good: string): fc.Arbitrary<string> {
  const edit = fc.record({
    at: fc.nat(good.length),
    cut: fc.nat(12),
    insert: piece,
    times: fc.constantFrom(1, 1, 1, 50),
  });
  return fc
    .array(edit, { minLength: 1, maxLength: 6 })
    .map((edits) =>
      edits.reduce(
        (text, { at, cut, insert, times }) => text.slice(0, at) + insert.repeat(times) + text.slice(at + cut),
        good,
      ),
    );
}

describe.each(Object.entries(parsers))("%s", (_, { good, read }) => {
  it("is read without fault as it is", () => {
    const faults = new FaultLog();
    expect(read(good, faults)).toBe(2);
    expect(faults.first).toEqual([]);
  });

  it("gives results and faults, never another error, whatever is changed in it", () => {
    const property = fc.property(
      fc.oneof(
        mutated(good),
        fc.array(piece, { maxLength: 40 }).map((p) => p.join("")),
      ),
      (text) => {
        const faults = new FaultLog();
        const count = read(text, faults);
        expect(count).toBeLessThanOrEqual(text.length);
        expect(faults.total).toBeLessThanOrEqual(text.length + 2);
        for (const { list: named, line, problem } of faults.first) {
          expect(named).toBe(list);
          if (line !== null) expect(line).toBeGreaterThan(0);
          expect(problem.length).toBeLessThan(500);
          expect(problem).not.toBe("");
        }
      },
    );
    fc.assert(property, { seed: 5, numRuns: 2000 });
  });
});

it("counts all faults and keeps a bounded number of them", () => {
  const faults = new FaultLog();
  parseUcf101List("x\n".repeat(50_000), { list, split: "train", classes }, faults);
  expect(faults.total).toBe(50_000);
  expect(faults.first).toHaveLength(FAULTS_KEPT);
});

it("an unclosed quote or an endless row is one fault, and takes no time", () => {
  for (const text of [
    `file,label,split\n"${"a,b,c\n".repeat(100_000)}`,
    `file,label,split\n${"a".repeat(2_000_000)},b,train\n`,
  ]) {
    const faults = new FaultLog();
    expect(parseCsvList(text, list, faults)).toEqual([]);
    expect(faults.total).toBe(1);
  }
});

const tree = miniatures();

it("folders of garbage with the names of lists give typed errors", async () => {
  const name = fc.constantFrom(
    "classInd.txt",
    "trainlist01.txt",
    "testlist01.txt",
    "wave_test_split1.txt",
    "labels.json",
    "train.json",
    "validation.json",
    "train.csv",
    "labels.csv",
    "a/b.avi",
  );
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 60 }).map((array) => Buffer.from(array)),
    ...Object.values(parsers).map(({ good }) => mutated(good).map((text) => Buffer.from(text))),
  );
  let run = 0;
  const property = fc.asyncProperty(fc.dictionary(name, bytes, { minKeys: 1, maxKeys: 8 }), async (files) => {
    const root = tree(`garbage ${run++}`, { ...files });
    await openDataset(root).catch((error) => expect(isDataError(error), String(error?.stack)).toBe(true));
    await openDataset(root, { faults: "report", missing: "report", checkFiles: true }).catch((error) =>
      expect(isDataError(error), String(error?.stack)).toBe(true),
    );
  });
  await fc.assert(property, { seed: 6, numRuns: 300 });
});
