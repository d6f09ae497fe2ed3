import * as l10n from '@vscode/l10n';
import { inertJson, oneLine } from '../text/untrusted';
import type { Evidence, Trap } from './trap';
import { trapObject } from './trap-object';
import { trapSentence } from './words';

/** Of a line out of a log: enough for any record, and for a comment's width. */
const LINE_MAX = 2000;
const SENTENCE_MAX = 400;

/** The forms in which traps are copied. */
export type CopyForm = 'text' | 'markdown' | 'json';

/** Traps with their evidence, to be pasted elsewhere. Lines end in `\n`, the last one too. */
export function copied(traps: readonly Trap[], form: CopyForm): string {
  return traps.map(WRITERS[form]).join(form === 'json' ? '' : '\n');
}

const WRITERS: Readonly<Record<CopyForm, (trap: Trap) => string>> = {
  text: (trap) => [sentence(trap), ...lines(trap).map(textLine), ''].join('\n'),
  markdown: (trap) => {
    const fence = fenceFor(lines(trap).map(({ text }) => text));
    const evidence = lines(trap).map(
      ({ place, text }) => `- ${inertText(place)}\n\n  ${fence}text\n  ${text}\n  ${fence}`,
    );
    return [inertText(sentence(trap)), '', ...evidence, ''].join('\n');
  },
  // As `decode --json` prints it: an object a line.
  json: (trap) => {
    const [first] = trap.evidence;
    return first ? `${inertJson(JSON.stringify(trapObject(trap, first, trap.count)))}\n` : '';
  },
};

interface Line {
  readonly place: string;
  readonly text: string;
}

function sentence(trap: Trap): string {
  const said = oneLine(trapSentence(trap), SENTENCE_MAX);
  return trap.count > 1 ? `${said} ${l10n.t('Seen {0} times.', trap.count)}` : said;
}

/** The first and the latest sighting say it all. */
function lines({ evidence }: Trap): Line[] {
  const [first, last] = [evidence[0], evidence.at(-1)];
  const shown = first === last ? [first] : [first, last];
  return shown.filter((it) => it !== undefined).flatMap(linesOf);
}

function linesOf({ origin, record }: Evidence): Line[] {
  return record.raw.split('\n').map((raw, at) => ({
    place: `${oneLine(origin.label, 200)}:${record.line + at}`,
    text: oneLine(raw, LINE_MAX),
  }));
}

function textLine({ place, text }: Line): string {
  return `  ${place}: ${text}`;
}

/** Longer than any run of backticks in the lines, so that none of them ends it (CommonMark 4.5). */
function fenceFor(texts: readonly string[]): string {
  const runs = texts.flatMap((text) => text.match(/`+/g) ?? []);
  const longest = Math.max(0, ...runs.map(({ length }) => length));
  return '`'.repeat(Math.max(3, longest + 1));
}

/** Text that Markdown, HTML and GitHub (`@name`, `#1`, links) leave as it is. */
function inertText(text: string): string {
  return text.replace(
    /[^\p{L}\p{N} ,.…'’“”()=/-]|(?<=\w)\.(?=\w)|:(?=\/\/)/gu,
    (character) => `&#${character.codePointAt(0) ?? 0xfffd};`,
  );
}
