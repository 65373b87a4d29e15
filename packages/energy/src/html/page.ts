/** Text made safe for HTML, attributes included. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

/** One section of a page; `body` is HTML. */
export interface Section {
  readonly title: string;
  /** One or two sentences under the title, HTML. */
  readonly lead?: string;
  readonly body: string;
}

/** A whole page that needs no other file: style inside, pictures as data URIs. */
export function page(
  title: string,
  subtitle: string,
  sections: readonly Section[],
  { style = "", script = "" }: { readonly style?: string; readonly script?: string } = {},
): string {
  const html = sections.map(
    ({ title, lead, body }) =>
      `<section><h2>${escapeHtml(title)}</h2>${lead === undefined ? "" : `<p class="lead">${lead}</p>`}${body}</section>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${STYLE}${style}</style>
</head>
<body>
<header><h1>${escapeHtml(title)}</h1><p>${subtitle}</p></header>
<main>
${html.join("\n")}
</main>
${script === "" ? "" : `<script>${script}</script>`}
</body>
</html>
`;
}

/** Large numbers with a name under each. */
export function tiles(entries: readonly (readonly [value: string, name: string, note?: string])[]): string {
  const tile = ([value, name, note]: (typeof entries)[number]) =>
    `<div class="tile"><b>${escapeHtml(value)}</b><span>${escapeHtml(name)}</span>${note === undefined ? "" : `<small>${escapeHtml(note)}</small>`}</div>`;
  return `<div class="tiles">${entries.map(tile).join("")}</div>`;
}

/** A table; numbers right-aligned, null as a dash. `strong`: index of a row to set off. */
export function htmlTable(
  head: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
  strong = -1,
): string {
  const numbers = head.map((_, c) => rows.every((row) => typeof row[c] === "number" || row[c] === null));
  const cell = (value: string | number | null, c: number) =>
    `<td${typeof value === "number" || (value === null && numbers[c]) ? ' class="n"' : ""}>${value === null ? "–" : escapeHtml(String(value))}</td>`;
  const body = rows.map((row, i) => `<tr${i === strong ? ' class="strong"' : ""}>${row.map(cell).join("")}</tr>`);
  return `<div class="scroll"><table><thead><tr>${head.map((h) => `<th>${escapeHtml(h)}</th>`).join("")}</tr></thead><tbody>${body.join("")}</tbody></table></div>`;
}

const STYLE = `
:root{color-scheme:light dark;--ink:#1d2330;--soft:#5d6678;--line:#e3e7ee;--paper:#fff;--ground:#f5f7fa;--accent:#2f5fd0;--good:#1a7f4b;--bad:#c0392b;--fair:#9a6700}
@media (prefers-color-scheme:dark){:root{--ink:#e6eaf2;--soft:#a3adc0;--line:#343c4d;--paper:#1b212d;--ground:#11151d;--accent:#86a8f5;--good:#4cc38a;--bad:#ff8073;--fair:#e2b340}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"DejaVu Sans",sans-serif}
header{background:#151a26;color:#fff;padding:30px max(24px,calc((100% - 1160px)/2))}
header h1{margin:0;font-size:27px;font-weight:650;letter-spacing:-.01em;overflow-wrap:anywhere}
header p{margin:6px 0 0;color:#b6c0d4}
main{max-width:1208px;margin:0 auto;padding:24px;display:grid;gap:20px}
section{background:var(--paper);border:1px solid var(--line);border-radius:12px;padding:22px 24px;min-width:0}
h2{margin:0 0 4px;font-size:18px;font-weight:650}
h3{margin:20px 0 6px;font-size:15px;font-weight:650}
.lead{margin:0 0 16px;color:var(--soft);max-width:80ch}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(138px,1fr));gap:10px}
.tile{background:var(--ground);border-radius:10px;padding:13px 14px;display:flex;flex-direction:column}
.tile b{font-size:23px;font-weight:650;letter-spacing:-.01em;white-space:nowrap}
.tile span{color:var(--soft);font-size:13px}
.tile small{color:var(--soft);font-size:12px;margin-top:2px}
.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(440px,100%),1fr));gap:20px}
.two>*{min-width:0}
svg{max-width:100%;height:auto}
.scroll{overflow-x:auto}.wrap td{white-space:normal;overflow-wrap:break-word;vertical-align:top}.wrap td:first-child{white-space:nowrap}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:7px 12px 7px 0;border-bottom:1px solid var(--line);white-space:nowrap}
th{color:var(--soft);font-weight:550;font-size:13px}
td.n{text-align:right;padding-right:24px}
tr.strong td{font-weight:650}
details{margin-top:12px}summary{cursor:pointer;color:var(--soft)}
.good{color:var(--good);font-weight:650}.bad{color:var(--bad);font-weight:650}.fair{color:var(--fair);font-weight:650}
@media print{body{background:#fff}section{break-inside:avoid}}
`;
