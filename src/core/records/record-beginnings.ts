/** So a further record begins, also where a paste lost the line end before it. */
const BEGINNINGS = ['type=', 'audit:', 'audit[', 'node='];
/** The same where no word begins, so that only what can be nothing else counts. */
const GLUED =
  /type=[A-Z0-9_[\]]{1,24} (?:msg=)?audit\(|node=\S{1,255} type=|audit(?:: type=|\[\d{1,10}\]: |: [A-Z])/;

/** Whether a further record begins from an index on, which may be in the middle of a word. */
export function holdsBeginning(text: string, from: number): boolean {
  return BEGINNINGS.some((beginning) => text.includes(beginning, from));
}

/** How far behind its beginning a header reaches. */
const HEADER_REACH = 300;

/** Where in [from, to) a record begins; -1 for nowhere. */
export function gluedRecord(text: string, from: number, to: number): number {
  const index = text.slice(from, to + HEADER_REACH).search(GLUED);
  return index === -1 || from + index >= to ? -1 : from + index;
}

/** Whether a record begins at an index where a word does. */
export function beginsRecord(text: string, at: number): boolean {
  const first = text[at];
  if (first === 't') return text.startsWith('type=', at);
  if (first === 'n') return text.startsWith('node=', at);
  return first === 'a' && (text.startsWith('audit:', at) || text.startsWith('audit[', at));
}
