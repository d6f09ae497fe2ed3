import * as vscode from 'vscode';
import { decoding } from '../../core/records/late';
import type { LogRecord } from '../../core/records/record';
import { joining, wording } from '../../core/traps/late';
import type { Lens } from '../shared/lens';
import type { TerminalWatcher } from './terminals';

/** A longer line is no record, and a person waits while it is looked at. */
const LINE_MAX = 16 * 1024;

/** A line, or a part of it, that tells of a refused call. */
class RecordLink extends vscode.TerminalLink {
  constructor(
    readonly record: Exclude<LogRecord, { kind: 'lost' }>,
    readonly terminal: vscode.Terminal,
    start: number,
    length: number,
  ) {
    super(start, length, tooltipOf(record));
  }
}

/**
 * Makes a link of each record that stands on a terminal's line, in every terminal: also where the
 * shell tells nothing of its commands, and above what was printed before the window was loaded.
 */
export class TerminalLinks implements vscode.TerminalLinkProvider<RecordLink> {
  constructor(
    private readonly lens: Lens,
    private readonly terminals: TerminalWatcher,
  ) {}

  provideTerminalLinks({ line, terminal }: vscode.TerminalLinkContext): RecordLink[] {
    if (line.length > LINE_MAX) return [];
    return decoding()
      .decodeText(line)
      .flatMap((record) => {
        if (record.kind === 'lost') return [];
        const { start, end } = placeOf(record, line);
        return [new RecordLink(record, terminal, start, end - start)];
      });
  }

  async handleTerminalLink({ record, terminal }: RecordLink): Promise<void> {
    const { traps } = this.lens;
    if (record.kind === 'unnamed') {
      if (!traps.unnamed.some((each) => each.record.raw === record.raw)) {
        this.terminals.takeFrom(terminal, [record]);
      }
      await vscode.commands.executeCommand('seccompLens.traps.focus');
      return;
    }
    const key = keyOf(record);
    // One line of several says less than all of them together.
    const told = traps.traps.find(({ evidence }) =>
      evidence.some((each) => each.record.raw.split('\n').includes(record.raw)),
    );
    if (!told && !traps.byKey(key)) this.terminals.takeFrom(terminal, [record]);
    await vscode.commands.executeCommand('seccompLens.showTrap', told?.key ?? key);
  }
}

/** The call's number where the line names it, else all of the line. */
function placeOf(record: LogRecord, line: string): { start: number; end: number } {
  const field =
    record.kind === 'refusal' ? record.fields.find(({ key }) => key === 'syscall') : undefined;
  if (field) {
    const from = Math.max(0, line.indexOf(record.raw));
    // eslint-disable-next-line regexp/no-super-linear-backtracking, regexp/no-super-linear-move -- of 20 characters
    const before = /[\w ]*[=: ]+$/.exec(
      record.raw.slice(Math.max(0, field.start - 20), field.start),
    );
    return {
      start: from + field.start - (before?.[0].trimStart().length ?? 0),
      end: from + field.end,
    };
  }
  const start = line.length - line.trimStart().length;
  return { start, end: line.trimEnd().length };
}

function keyOf(record: LogRecord): string {
  return new (joining().TrapJoiner)().add(record, { label: '', file: null })?.key ?? '';
}

/** Only what we say ourselves: the line itself is on the screen. */
function tooltipOf(record: LogRecord): string {
  const trap = new (joining().TrapJoiner)().add(record, { label: '', file: null });
  return trap
    ? vscode.l10n.t('Show {0} in the Decoder', wording().trapTitle(trap))
    : vscode.l10n.t('Show the refused call in Seccomp Lens');
}
