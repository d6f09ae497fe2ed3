import type { Arch } from '../../core/abi/types';
import { ARCHES } from '../../core/abi/types';
import { oneLine } from '../../core/text/untrusted';
import { previewOf } from '../decoder/preview';
import type { Lens } from '../shared/lens';
import { shownFile } from '../shared/notify';
import { decodeText } from './decode';
import { proposed, type Question } from './propose';

/** What a model asks; it may send anything. */
export type GivenQuestion = Readonly<Record<keyof Question, unknown>>;

/** What the text tells of, as JSON. @throws Error where it is none */
export function decoded(text: unknown): string {
  return JSON.stringify(decodeText(textOf(text, 'text')));
}

/** Each remedy as a sentence with the lines that it adds and takes away. It changes nothing. */
export async function proposal(lens: Lens, given: GivenQuestion): Promise<string> {
  const { remedies, reasons } = await proposed(lens, questionOf(given));
  const parts = remedies.map(({ source, remedy }) => {
    const lines = previewOf(source.policy.text, remedy.edits)
      .flat()
      .map(({ kind, text }) => `${{ added: '+', removed: '-', context: ' ' }[kind]}${text}`);
    const place = `${shownFile(source.uri)}:${remedy.line}`;
    return [`${oneLine(remedy.title)} (${place})`, ...remedy.warnings, ...lines].join('\n');
  });
  if (parts.length + reasons.length === 0) return 'The workspace has no allowlist.';
  return [...parts, ...reasons].join('\n\n');
}

function questionOf(input: GivenQuestion): Question {
  const optional = (name: 'request' | 'thread') =>
    input[name] === undefined ? {} : { [name]: textOf(input[name], name) };
  return {
    syscall: textOf(input.syscall, 'syscall'),
    ...(input.arch === undefined ? {} : { arch: archOf(input.arch) }),
    ...optional('request'),
    ...optional('thread'),
  };
}

function textOf(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  throw new Error(`${name} must be a text.`);
}

function archOf(value: unknown): Arch {
  const arch = ARCHES.find((each) => each === value);
  if (arch) return arch;
  throw new Error(`arch must be one of ${ARCHES.join(', ')}.`);
}
