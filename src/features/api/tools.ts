import * as vscode from 'vscode';
import type { Arch } from '../../core/abi/types';
import { ARCHES } from '../../core/abi/types';
import { oneLine } from '../../core/text/untrusted';
import type { Lens } from '../shared/lens';
import { decodeText } from './decode';
import { proposed, type Question } from './propose';

/** Where the editor has language models, they can decode a denial and ask what would allow it. */
export function registerTools(lens: Lens): void {
  // Editors without language models have no such namespace.
  const { lm } = vscode as Partial<typeof vscode>;
  if (lm?.registerTool === undefined) return;
  lens.context.subscriptions.push(
    lm.registerTool<{ text?: unknown }>('seccomp-lens_decode', {
      invoke: ({ input }) => answer(decode(textOf(input.text, 'text'))),
    }),
    lm.registerTool<Readonly<Record<keyof Question, unknown>>>('seccomp-lens_propose', {
      invoke: async ({ input }) => answer(await proposal(lens, questionOf(input))),
    }),
  );
}

function answer(text: string): vscode.LanguageModelToolResult {
  return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
}

function decode(text: string): string {
  return JSON.stringify(decodeText(text));
}

/** Each remedy as a sentence with the lines that it adds and takes away. It changes nothing. */
async function proposal(lens: Lens, question: Question): Promise<string> {
  const { remedies, reasons } = await proposed(lens, question);
  const { previewOf } = await import('../decoder/preview');
  const parts = remedies.map(({ source, remedy }) => {
    const lines = previewOf(source.policy.text, remedy.edits)
      .flat()
      .map(({ kind, text }) => `${{ added: '+', removed: '-', context: ' ' }[kind]}${text}`);
    const place = `${vscode.workspace.asRelativePath(source.uri)}:${remedy.line}`;
    return [`${oneLine(remedy.title)} (${place})`, ...remedy.warnings, ...lines].join('\n');
  });
  if (parts.length + reasons.length === 0) return 'The workspace has no allowlist.';
  return [...parts, ...reasons].join('\n\n');
}

/** A model may send anything. */
function questionOf(input: Readonly<Record<keyof Question, unknown>>): Question {
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
