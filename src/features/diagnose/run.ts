import * as path from 'node:path';
import * as vscode from 'vscode';
import { callTable } from '../../core/diagnose/call-table';
import { commandOf } from '../../core/diagnose/command-line';
import type { DiagnoseEvent, DiagnoseResult } from '../../core/diagnose/events';
import type { CallRow } from '../../core/diagnose/refusal';
import { readerOf } from '../../core/diagnose/reader';
import type { Origin } from '../../core/traps/trap';
import { Diagnosis } from '../../host/diagnose/loop';
import { LiveDecoder } from '../../host/live-decoder';
import type { Hold } from '../../host/store/hold';
import { SourceStore } from '../../host/store/store';
import { cargoFolder } from '../shared/cargo';
import type { Lens } from '../shared/lens';
import type { ChosenCommand } from './command-pick';
import { review } from './review';
import type { Subject } from './source-pick';
import type { DiagnoseTerminal } from './terminal';
import type { SourceTexts } from './texts';
import { tellSteps } from './steps';

/** As the command line has them. */
const LIMIT_MS = 300_000;
const GRACE_MS = 5000;
const MAX_ROUNDS = 30;

/** What a run of the loop is given besides its subject. */
export interface RunContext {
  readonly lens: Lens;
  readonly texts: SourceTexts;
  readonly terminal: DiagnoseTerminal;
  readonly cancel: AbortSignal;
  /** What is being done, in words. */
  readonly progress: (sentence: string) => void;
}

/**
 * Runs the loop to its end. At every end the source holds what it had, or what was accepted, with the
 * filter's own action; after a crash the next start offers to restore it.
 * @throws Error with one sentence; nothing was written then
 */
export async function runDiagnosis(
  { source, filter }: Subject,
  chosen: ChosenCommand,
  context: RunContext,
): Promise<DiagnoseResult> {
  const { lens, texts, terminal, cancel } = context;
  const parser = await lens.policies.rustParser();
  const origin: Origin = { label: vscode.l10n.t('Diagnose'), file: null };
  const seen = new LiveDecoder((records) => {
    lens.traps.add(records, origin, true);
  });
  const command = commandOf(chosen.line);
  const on = (event: DiagnoseEvent) => {
    tell(event, context, seen);
    tellSteps(lens, event, origin);
  };
  try {
    return await new SourceStore().holding(
      source.fsPath,
      'Seccomp Lens: Diagnose',
      async (held) => {
        await putBack(held, context);
        const diagnosis = new Diagnosis(
          {
            source: source.fsPath,
            command: command.words,
            arch: lens.arch,
            held,
            cancel,
            filter,
            cwd: chosen.cwd ?? folderFor(source, command.words),
            env: { ...process.env, ...chosen.env, ...command.env },
            read: readerOf(parser),
            limitMs: LIMIT_MS,
            graceMs: GRACE_MS,
            useKernelLog: true,
            useStrace: true,
            list: null,
            write: true,
            maxRounds: MAX_ROUNDS,
          },
          { on, review: (asked) => review(asked, source, texts, cancel) },
        );
        return diagnosis.run();
      },
    );
  } finally {
    seen.end();
    terminal.say(vscode.l10n.t('The diagnosis is over.'));
  }
}

function tell(event: DiagnoseEvent, { terminal, progress }: RunContext, seen: LiveDecoder): void {
  switch (event.kind) {
    case 'round':
      terminal.say(vscode.l10n.t('Round {0}', event.round));
      return;
    case 'step':
      terminal.say(event.text);
      progress(event.text);
      return;
    case 'note':
      terminal.say(event.text);
      return;
    case 'output':
      terminal.output(event.bytes);
      seen.push(event.bytes);
      return;
    case 'calls':
      // strace and cargo start the command: what they do is of no interest.
      terminal.table(callTable(event.rows.filter(isOfInterest)));
  }
}

function isOfInterest({ afterFilter, refused, request }: CallRow): boolean {
  return afterFilter > 0 || refused > 0 || request !== null;
}

/** @throws Error where what a killed run left needs a person */
async function putBack(held: Hold, { terminal }: RunContext): Promise<void> {
  if ((await held.kept()) === null) return;
  const { kind } = await held.restore();
  if (kind === 'conflict' || kind === 'gone') {
    throw new Error(
      vscode.l10n.t(
        'A run that was killed has left the filter loosened, and the source was edited there: restore it first.',
      ),
    );
  }
  terminal.say(
    vscode.l10n.t(
      'A run that was killed had left the filter loosened: it is put back. What was built meanwhile is not of this source.',
    ),
  );
}

/** The workspace's folder; for cargo the one that it can work in. */
function folderFor(source: vscode.Uri, command: readonly string[]): string {
  const own = path.dirname(source.fsPath);
  const workspace = vscode.workspace.getWorkspaceFolder(source)?.uri.fsPath ?? own;
  return (command[0] === 'cargo' ? cargoFolder(source) : null) ?? workspace;
}
