import * as path from 'node:path';
import * as vscode from 'vscode';
import { oneLine } from '../../core/text/untrusted';
import type { Evidence, Trap } from '../../core/traps/trap';
import { sentenceParts, trapTitle } from '../../core/traps/words';
import type { Lens } from '../shared/lens';
import { timeOf } from '../shared/time';
import { factsOf, fieldsOf, manualOf, signatureOf } from './facts';
import { loopOf } from './loop';
import type { EvidenceLine, Page, TrapPage, Words } from './protocol';
import { requestOf } from './request';
import { besideWords, standingOf } from './standing';

/** Characters of a log line that are shown: a line of megabytes is no help to anybody. */
const LINE_SHOWN = 2000;
const LINES_SHOWN = 10;

/** What the decoder shows of the focused trap, or that there is none. */
export function pageOf(lens: Lens): Page {
  const trap = lens.traps.focus;
  if (trap) return { kind: 'trap', trap: trapPage(lens, trap) };
  return lens.traps.traps.length > 0
    ? {
        kind: 'empty',
        message: vscode.l10n.t(
          'Select a trap above to see what was refused, and what to do about it.',
        ),
        button: null,
      }
    : {
        kind: 'empty',
        message: vscode.l10n.t(
          'A refused system call is explained here. Run the failing command in a terminal, or follow a log.',
        ),
        button: vscode.l10n.t('Watch Log File…'),
      };
}

export function wordsOf(): Words {
  return {
    title: vscode.l10n.t('Decoder'),
    answer: vscode.l10n.t('What to do'),
    call: vscode.l10n.t('The call'),
    evidence: vscode.l10n.t('Evidence'),
    record: vscode.l10n.t('Record fields'),
    wider: vscode.l10n.t('wider'),
    allow: vscode.l10n.t('Allow'),
    review: vscode.l10n.t('Review…'),
    compare: vscode.l10n.t('Open as diff'),
    openFile: vscode.l10n.t('Open file'),
    added: vscode.l10n.t('added'),
    removed: vscode.l10n.t('removed'),
    stopIgnoring: vscode.l10n.t('Stop Ignoring'),
  };
}

function trapPage(lens: Lens, trap: Trap): TrapPage {
  const verdict = lens.verdicts.of(trap);
  const latest = trap.evidence.at(-1);
  const more = trap.count - trap.evidence.length;
  return {
    key: trap.key,
    title: trapTitle(trap),
    sentence: sentenceParts(trap),
    beside: besideWords(lens, trap, verdict),
    severity: severityOf(trap),
    loop: loopOf(lens, trap, verdict),
    signature: signatureOf(trap),
    request: requestOf(trap),
    facts: factsOf(trap),
    manual: manualOf(trap),
    standing: standingOf(lens, trap, verdict),
    evidence: trap.evidence.map(evidenceLine),
    moreEvidence: more > 0 ? vscode.l10n.t('and {0} more like these', more) : null,
    fields: latest ? fieldsOf(latest.record) : [],
  };
}

function severityOf({ action }: Trap): TrapPage['severity'] {
  if (action === 'kill-process' || action === 'kill-thread') return 'error';
  return action === 'log' ? 'info' : 'warning';
}

function evidenceLine({ origin, record }: Evidence, index: number): EvidenceLine {
  const file = origin.file === null ? origin.label : path.basename(origin.file);
  const line = vscode.l10n.t('{0}, line {1}', oneLine(file, 60), record.line);
  return {
    index,
    place: record.time === null ? line : `${timeOf(record.time)} · ${line}`,
    text: linesOf(record.raw),
  };
}

/** A record can stand on a few lines. */
function linesOf(raw: string): string {
  const lines = raw.split('\n').map((line) => oneLine(line, LINE_SHOWN));
  return lines.slice(0, LINES_SHOWN).join('\n');
}
