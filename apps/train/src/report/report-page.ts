import { reportSections } from "@cvar/energy/html";
import type { Result } from "../evaluation/result.js";
import { type Run, readingOfRun } from "../run-folder.js";
import { si } from "../table.js";
import { barChart, confusionChart, lineChart } from "./charts.js";
import { type ClipPictures, clipBlock } from "./clip-block.js";
import { escapeHtml, htmlTable, page, type Section, tiles } from "./page.js";

/** What a report is made from. */
export interface ReportContent {
  readonly run: Run;
  readonly result: Result;
  readonly examples: readonly ClipPictures[];
}

const percent = (share: number | null) => (share === null ? "–" : `${(100 * share).toFixed(1)} %`);

/** The report of a run as one HTML page that needs no other file. */
export function reportPage({ run, result, examples }: ReportContent): string {
  const subtitle = `${escapeHtml(result.model)} on ${escapeHtml(result.modalities.join(", "))} · ${result.classes.length} classes · ${result.testClips} clips of the split “${result.split}”${result.split === "train" ? "" : " that training never saw"}`;
  const sections: (Section | null)[] = [
    summary(result),
    curves(run),
    result.top1 === null
      ? null
      : {
          title: "Which class is taken for which",
          lead: "Rows are the right classes, columns the answers; numbers are clips.",
          body: `<div class="two"><div>${confusionChart(result.classes, result.confusion)}</div><div><h3>Right by class</h3>${barChart(result.classes, result.perClass, { value: result.chance, name: "chance" })}</div></div>`,
        },
    ablation(result),
    examples.length === 0
      ? null
      : {
          title: "What the network sees",
          lead: "The I-frame is a picture; vectors and residuals are read from the bitstream, raw as coded, then accumulated back to the I-frame. The decoded P-frame is for the reader: the network does not get it.",
          body: examples.map(clipBlock).join(""),
        },
    cost(result),
    ...energySections(result),
    settings(run, result),
    skipped(result),
  ];
  return page(
    `Action recognition in compressed video`,
    subtitle,
    sections.filter((s) => s !== null),
  );
}

function summary(r: Result): Section {
  return {
    title: "Result",
    body: tiles([
      [percent(r.top1), "top-1", `chance ${percent(r.chance)}`],
      ...(r.top5 === null ? [] : [[percent(r.top5), "top-5"] as const]),
      [si(r.params), "parameters"],
      [
        si(r.macsPerVideo),
        "MACs per video",
        r.crops === 1 ? `${r.views} ${r.view}` : `${r.views} ${r.view} × ${r.crops} crops`,
      ],
      [r.spikeRate === null ? "–" : percent(r.spikeRate), "spike rate", "measured"],
      [si(r.energyJoules, "J"), "energy per video", "45 nm"],
      [r.videosPerSecond.toFixed(1), "videos per second", r.backend],
    ]),
  };
}

function curves({ history }: Run): Section {
  const validated = history.some((h) => h.validation !== null);
  const line = (name: string, values: (number | null)[]) => ({ name, values });
  const loss = [
    line(
      "training",
      history.map((h) => h.loss),
    ),
  ];
  const accuracy = [
    line(
      "training",
      history.map((h) => h.accuracy),
    ),
  ];
  if (validated) {
    loss.push(
      line(
        "validation",
        history.map((h) => h.validation?.loss ?? null),
      ),
    );
    accuracy.push(
      line(
        "validation",
        history.map((h) => h.validation?.top1 ?? null),
      ),
    );
  }
  return {
    title: "Training",
    lead: "Training counts single random samples with augmentation; validation, as testing, the mean of eight uniform ones.",
    body: `<div class="two"><div>${lineChart("Loss", loss)}</div><div>${lineChart("Accuracy", accuracy, { percent: true })}</div></div>`,
  };
}

function ablation({ ablation, chance }: Result): Section | null {
  if (ablation === undefined || Object.keys(ablation).length === 0) return null;
  const named = Object.entries(ablation).map(([name, top1]): [string, number | null] => [
    name.replaceAll("+", " + "),
    top1,
  ]);
  const entries: [string, number | null][] = [...named, ["guessing", chance]];
  return {
    title: "What the motion is worth",
    lead: "The same training with fewer inputs.",
    body: `<div class="two"><div>${htmlTable(
      ["inputs", "top-1"],
      entries.map(([name, value]) => [name, percent(value)]),
      0,
    )}</div><div>${barChart(
      entries.map(([name]) => name),
      entries.map(([, value]) => value),
      null,
    )}</div></div>`,
  };
}

function cost(r: Result): Section {
  return {
    title: "What it costs",
    lead: `Counted from a trace of every kernel that ran; spikes counted on ${r.measuredOn} of the clips. A multiply-accumulate is 4.6 pJ, a spike's accumulate 0.9 pJ (45 nm, 32-bit floating point).`,
    body: htmlTable(
      ["", "per video"],
      [
        ["parameters", r.params.toLocaleString("en")],
        ["multiply-accumulates", si(r.macsPerVideo)],
        ["accumulates caused by spikes", si(r.accumulatesPerVideo)],
        ["spikes", si(r.spikesPerVideo)],
        ["spike rate", r.spikeRate === null ? null : percent(r.spikeRate)],
        ["energy", si(r.energyJoules, "J")],
        ["seconds, from file to answer", r.secondsPerVideo.toFixed(3)],
        ["of them in the network", r.networkSecondsPerVideo.toFixed(3)],
      ],
    ),
  };
}

/** By layer, and by a model that counts memory accesses; results of version 0.1 have neither. */
function energySections({ energy }: Result): Section[] {
  return energy === undefined ? [] : reportSections(energy).slice(1);
}

function settings(run: Run, result: Result): Section {
  const recipe = Object.entries(run.recipe)
    .map(([name, value]) => `${name} ${typeof value === "object" ? JSON.stringify(value) : value}`)
    .join(", ");
  return {
    title: "Settings",
    body: htmlTable(
      ["", ""],
      [
        ["data", result.data],
        ["network input", inputText(run)],
        ["recipe", recipe],
        ["epochs", String(run.epochs)],
        ["seed", String(run.seed)],
        ["augmentation", run.augment ? "yes" : "no"],
        ["backend", run.backend],
        [
          "versions",
          Object.entries(run.versions)
            .map(([name, v]) => `${name} ${v}`)
            .join(", "),
        ],
      ],
    ).replace('class="scroll"', 'class="scroll wrap"'),
  };
}

function inputText(run: Run): string {
  const { shape, sampling, frames, accumulation, modalities, inputs } = readingOfRun(run);
  const size = `${shape.size}×${shape.size}`;
  if (Object.values(inputs).includes("flow")) return `${size}, optical flow of single ${frames}-frames`;
  if (modalities.every((modality) => modality === "image")) return `${size}, I-frames`;
  const traced = accumulation === "none" ? "not accumulated" : `accumulated by the rule "${accumulation}"`;
  if (sampling === "triplets") return `${size}, ${shape.steps} ${frames}-frames per triplet, ${traced}`;
  return `${size}, single ${frames}-frames${sampling === "neighbours" ? ", a neighbour's I-frame" : ""}, ${traced}`;
}

function skipped({ skipped }: Result): Section | null {
  if (skipped.length === 0) return null;
  return {
    title: "Clips left out",
    lead: "They could not be read.",
    body: htmlTable(
      ["file", "why"],
      skipped.map(({ file, reason }) => [file, reason]),
    ),
  };
}
