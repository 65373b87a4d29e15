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
export function page(title: string, subtitle: string, sections: readonly Section[], script = ""): string {
  const html = sections.map(
    ({ title, lead, body }) =>
      `<section><h2>${escapeHtml(title)}</h2>${lead === undefined ? "" : `<p class="lead">${lead}</p>`}${body}</section>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
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
  const cell = (value: string | number | null) =>
    `<td${typeof value === "number" || value === null ? ' class="n"' : ""}>${value === null ? "–" : escapeHtml(String(value))}</td>`;
  const body = rows.map((row, i) => `<tr${i === strong ? ' class="strong"' : ""}>${row.map(cell).join("")}</tr>`);
  return `<div class="scroll"><table><thead><tr>${head.map((h) => `<th>${escapeHtml(h)}</th>`).join("")}</tr></thead><tbody>${body.join("")}</tbody></table></div>`;
}

/** A picture with a caption (HTML). */
export function figure(uri: string, caption: string, attributes = ""): string {
  return `<figure><img src="${uri}" alt="" ${attributes}><figcaption>${caption}</figcaption></figure>`;
}

const STYLE = `
:root{--ink:#1d2330;--soft:#5d6678;--line:#e3e7ee;--paper:#fff;--ground:#f5f7fa;--accent:#2f5fd0}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"DejaVu Sans",sans-serif}
header{background:#151a26;color:#fff;padding:30px max(24px,calc((100% - 1160px)/2))}
header h1{margin:0;font-size:27px;font-weight:650;letter-spacing:-.01em}
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
.scroll{overflow-x:auto}.wrap td{white-space:normal;overflow-wrap:anywhere;vertical-align:top}.wrap td:first-child{white-space:nowrap}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:7px 12px 7px 0;border-bottom:1px solid var(--line);white-space:nowrap}
th{color:var(--soft);font-weight:550;font-size:13px}
td.n{text-align:right;padding-right:24px}
tr.strong td{font-weight:650}
figure{margin:0;min-width:0}
figure img{display:block;width:100%;border-radius:6px;background:#eef1f5;image-rendering:auto}
figcaption{font-size:12.5px;color:var(--soft);margin-top:5px}
figcaption b{color:var(--ink)}
.strip{display:grid;gap:8px}
.six{grid-template-columns:repeat(6,minmax(0,1fr))}
.three{grid-template-columns:repeat(3,minmax(0,1fr))}
.clip{border-top:1px solid var(--line);padding-top:14px;margin-top:14px}
.clip:first-child{border-top:0;margin-top:0;padding-top:0}
.clip p{margin:0 0 8px}
.good{color:#1a7f4b;font-weight:650}.bad{color:#c0392b;font-weight:650}
.film{display:grid;gap:4px;align-items:center;overflow-x:auto}
.film img{width:100%;display:block;border-radius:3px;cursor:pointer}
.film .now{outline:2px solid var(--accent);outline-offset:1px}
.film span{font-size:12px;color:var(--soft)}
.film .t{text-align:center}
.legend{display:flex;gap:28px;align-items:center;flex-wrap:wrap;color:var(--soft);font-size:13px}
.legend img{width:96px}
.stack{position:relative}.stack svg{position:absolute;inset:0;width:100%;height:100%}
.bar{display:flex;gap:14px;align-items:center;margin:0 0 14px}
.bar input[type=range]{flex:1;accent-color:var(--accent)}
.bar output{min-width:11em;font-variant-numeric:tabular-nums}
@media (max-width:760px){.three{grid-template-columns:repeat(2,minmax(0,1fr))}.six{grid-template-columns:repeat(3,minmax(0,1fr))}}
@media print{body{background:#fff}section{break-inside:avoid}}
`;
