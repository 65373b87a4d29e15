/** A line with its number, from 1. */
export interface NumberedLine {
  readonly line: number;
  readonly text: string;
}

/** Lines that are not blank, without the spaces around them; ends are LF, CRLF or CR, a byte order mark is passed over. */
export function* numberedLines(text: string): Generator<NumberedLine> {
  let line = 0;
  let start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (start < text.length) {
    const end = lineEnd(text, start);
    line++;
    const content = text.slice(start, end).trim();
    if (content !== "") yield { line, text: content };
    start = end + (text.charCodeAt(end) === 13 && text.charCodeAt(end + 1) === 10 ? 2 : 1);
  }
}

function lineEnd(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 10 || unit === 13) return i;
  }
  return text.length;
}
