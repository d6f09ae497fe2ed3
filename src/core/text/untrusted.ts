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

/** Bidi controls, zero-width and other invisible characters, line and paragraph separators: what
 * can make a line look like another one (Unicode TR 36). */
const DECEPTIVE = /[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

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
