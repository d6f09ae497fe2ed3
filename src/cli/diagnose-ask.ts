import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import type { Choice, Review, ReviewRow } from '../core/diagnose/events';
import { preselected } from '../core/diagnose/review';
import { rowLines } from './diagnose-report';
import { unifiedDiff, writeDiff } from './diff';
import type { CliIo } from './output';

/** Whether there is somebody at a terminal to ask. */
export function canAsk(io: CliIo): boolean {
  return io.terminal && io.progress && process.stdin.isTTY;
}

/** Where a person is asked. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/**
 * With `--yes` the narrowest of each row; else a person is asked, row by row.
 * @returns null where it is stopped: by an answer, Ctrl+C or Ctrl+D
 */
export async function decide(
  review: Review,
  source: string,
  options: { readonly yes?: true },
  io: CliIo,
  terminal: Terminal = { input: process.stdin, output: process.stderr },
): Promise<readonly Choice[] | null> {
  if (options.yes) return preselected(review);
  const choices: Choice[] = [];
  const ask = createInterface(terminal);
  // In a terminal readline takes Ctrl+C for itself.
  ask.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  const gone = once(ask, 'close').then(() => null);
  try {
    const question = (text: string): Promise<string | null> =>
      Promise.race([ask.question(text, { signal: io.interrupted }), gone]);
    for (const row of review.rows) {
      for (const line of rowLines(row)) io.err.write(`${line}\n`);
      const choice = row.remedies.length === 0 ? 'skip' : await chosen(row, question);
      if (choice === null) return null;
      choices.push(choice);
    }
    const after = review.preview(choices);
    // Where all were skipped there is nothing to agree to.
    if (after === review.before) return choices;
    writeDiff({ ...io, out: io.err }, unifiedDiff(source, review.before, after));
    const answer = await question('Write this [Y/n]? ');
    return answer !== null && /^y?$/i.test(answer.trim()) ? choices : null;
  } catch (error) {
    // By Ctrl+C, or by Ctrl+D on an empty line, which readline makes the same error of.
    if (error instanceof Error && error.name === 'AbortError') return null;
    throw error;
  } finally {
    ask.close();
  }
}

/** Asks until it is answered; null to stop. */
async function chosen(
  { remedies, preselected: first }: ReviewRow,
  question: (text: string) => Promise<string | null>,
): Promise<Choice | null> {
  const offered = first === null ? 's' : String(first + 1);
  for (;;) {
    const answer = await question(
      `Allow which (1–${remedies.length}, s to skip, q to stop) [${offered}]? `,
    );
    const word = answer === null ? 'q' : answer.trim().toLowerCase() || offered;
    if (word === 'q') return null;
    if (word === 's') return 'skip';
    if (word === 'y' && first !== null) return first;
    if (/^\d{1,3}$/.test(word) && remedies[Number(word) - 1] !== undefined) return Number(word) - 1;
  }
}
