/* eslint-disable no-control-regex -- control characters are what this file is about */

/**
 * Everything that a terminal acts on instead of showing (ECMA-48, and xterm's OSC): CSI sequences,
 * OSC/DCS/SOS/PM/APC strings with their end, other escapes, and single C0 and C1 characters but tab
 * and line feed. A string without its end loses only its introducer: a stray `ESC ]` must not hide
 * what stands after it. Each alternative stops at the next introducer, so a match never looks at a
 * character twice.
 */
const TERMINAL =
  /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x90\x98\x9c-\x9f\n]*(?:\x07|\x1b\\|\x9c)|\x1b(?:[ -/]*[0-~])?|[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;

const ANY_CONTROL = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/;

/**
 * `text` as a terminal would show it: without escape sequences, NULs and other control characters.
 * Tab and line feed stay. The byte 0x1D, with which auditd sets off its ENRICHED part, becomes a
 * space, since it parts two fields.
 */
export function stripTerminal(text: string): string {
  if (!ANY_CONTROL.test(text)) return text;
  return text.replace(TERMINAL, (match) => (match === '\x1d' ? ' ' : ''));
}

/**
 * What can make a line look like another one (Unicode TR 36): what is not drawn (bidi controls, zero
 * widths, fillers, variation selectors, tags), separators of lines, and marks of annotations.
 */
const DECEPTIVE = /[\p{Default_Ignorable_Code_Point}\u2028\u2029\ufff9-\ufffb]/gu;

/** What writes from right to left from there on (Unicode TR 9). */
const BIDI = /\p{Bidi_Control}/gu;

/** What a terminal may act on, or shows as nothing, although JSON takes it as it is. */
const NOT_SHOWN = /[\p{Default_Ignorable_Code_Point}\u007f-\u009f\u2028\u2029\ufff9-\ufffb]/gu;

/** A line of a source for a terminal: what stands in it stands there in the order that it shows. */
export function shownLine(line: string): string {
  return stripTerminal(line).replace(BIDI, '\ufffd');
}

/** JSON that does nothing to a terminal and hides nothing from an eye; it says what it said. */
export function inertJson(json: string): string {
  return json.replace(NOT_SHOWN, (char) =>
    Array.from({ length: char.length }, (_, at) => escaped(char.charCodeAt(at))).join(''),
  );
}

function escaped(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}

const ELLIPSIS = '…';

/**
 * `text` made fit for a title, a notification or a status bar: one line, no control characters,
 * what would deceive the eye shown as U+FFFD, at most `max` UTF-16 units with `…` for what was cut.
 * It is still only text: where a place understands markup, that place escapes it.
 */
export function oneLine(text: string, max = 200): string {
  // Cut first, generously: a title must not cost a pass over megabytes.
  const line = stripTerminal(text.slice(0, max * 8 + 1024))
    .replace(/[\t\n]+/g, ' ')
    .replace(DECEPTIVE, '\ufffd')
    .trim();
  if (line.length <= max) return line;
  const end = max - ELLIPSIS.length;
  const last = line.charCodeAt(end - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return line.slice(0, splitsPair ? end - 1 : end) + ELLIPSIS;
}
