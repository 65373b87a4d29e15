import { type Section, page as wholePage } from "@cvar/energy/html";

export { escapeHtml, htmlTable, type Section, tiles } from "@cvar/energy/html";

/** A whole page that needs no other file, with the styles of pictures, films and clips. */
export function page(title: string, subtitle: string, sections: readonly Section[], script = ""): string {
  return wholePage(title, subtitle, sections, { style: STYLE, script });
}

/** A picture with a caption (HTML). */
export function figure(uri: string, caption: string, attributes = ""): string {
  return `<figure><img src="${uri}" alt="" ${attributes}><figcaption>${caption}</figcaption></figure>`;
}

const STYLE = `
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
`;
