import { oneLine } from '../../core/text/untrusted';
import { previewOf } from '../decoder/preview';
import type { Lens } from '../shared/lens';
import { shownFile } from '../shared/notify';
import { decodeText } from './decode';
import type { GivenQuestion } from './given';
import { proposed } from './propose';

/** What the text tells of, as JSON. @throws Error where it is none */
export function decoded(text: unknown): string {
  return JSON.stringify(decodeText(text));
}

/** Each remedy as a sentence with the lines that it adds and takes away. It changes nothing. */
export async function proposal(lens: Lens, given: GivenQuestion): Promise<string> {
  const { remedies, reasons } = await proposed(lens, given);
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
