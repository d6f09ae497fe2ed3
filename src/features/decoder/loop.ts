import * as vscode from 'vscode';
import { oneLine } from '../../core/text/untrusted';
import type { Trap } from '../../core/traps/trap';
import type { Lens } from '../shared/lens';
import { wantOf } from '../shared/offers';
import type { PolicySource } from '../shared/policy-source';
import { type Step, type StepFacts, type StepState, stepsOf } from '../shared/steps';
import type { Verdict } from '../shared/verdict';
import type { Loop } from './protocol';

/** Where the way from the refusal to its proof stands. */
export function loopOf(lens: Lens, trap: Trap, verdict: Verdict): Loop {
  const steps = stepsOf(factsOf(lens, trap, verdict), lens.progress.of(trap));
  const here = steps.find(({ note }) => note.state === 'failed' || note.state === 'now');
  return {
    label: vscode.l10n.t('From the refusal to its proof'),
    steps: steps.map(({ step, note: { state, detail } }) => ({
      step,
      label: stepWords(step),
      state,
      stateLabel: stateWords(state),
      detail: detail === undefined ? null : oneLine(detail, 200),
    })),
    here: here
      ? oneLine(here.note.detail ?? nextWords(here.step, here.note.state, trap), 200)
      : vscode.l10n.t('It is allowed, and was proven.'),
  };
}

function factsOf(lens: Lens, trap: Trap, verdict: Verdict): StepFacts {
  const want = wantOf(trap);
  const isAgain = verdict.kind === 'open' && verdict.again !== undefined;
  return {
    action: trap.action,
    named: want !== null && (want.syscall !== 'ioctl' || want.request !== null),
    standing: isAgain ? 'again' : verdict.kind,
    logging: sourcesOf(lens, verdict).some(({ policy }) =>
      policy.filters.some(({ mismatch }) => mismatch === 'log'),
    ),
  };
}

/** Those that the trap is about, as far as it is known; else all. */
function sourcesOf({ policies }: Lens, verdict: Verdict): readonly PolicySource[] {
  if (verdict.kind === 'allowed') return [verdict.source];
  if (verdict.again) return [verdict.again.source];
  const offered = verdict.remedies.map(({ source }) => source);
  return offered.length > 0 ? offered : policies.sources;
}

function stepWords(step: Step): string {
  switch (step) {
    case 'reproduced':
      return vscode.l10n.t('Reproduced');
    case 'logged':
      return vscode.l10n.t('Logged');
    case 'collected':
      return vscode.l10n.t('Collected');
    case 'allowed':
      return vscode.l10n.t('Allowed');
    case 'restored':
      return vscode.l10n.t('Restored');
    case 'proven':
      return vscode.l10n.t('Proven');
  }
}

function stateWords(state: StepState): string {
  switch (state) {
    case 'done':
      return vscode.l10n.t('done');
    case 'skipped':
      return vscode.l10n.t('not needed');
    case 'now':
      return vscode.l10n.t('next');
    case 'todo':
      return vscode.l10n.t('to come');
    case 'failed':
      return vscode.l10n.t('failed');
  }
}

function nextWords(step: Step, state: StepState, { syscall }: Trap): string {
  switch (step) {
    case 'reproduced':
      return vscode.l10n.t('Next: run it so that it is refused.');
    case 'logged':
    case 'collected':
      return syscall?.name === 'ioctl'
        ? vscode.l10n.t('Next: find out which request it was.')
        : vscode.l10n.t('Next: find out which call it was.');
    case 'allowed':
      return state === 'failed'
        ? vscode.l10n.t('Refused again, though it is allowed.')
        : vscode.l10n.t('Next: allow it, if it should be.');
    case 'restored':
      return vscode.l10n.t('Next: put the filter’s action back. It is on Log.');
    case 'proven':
      return vscode.l10n.t('Next: run it again, to prove it.');
  }
}
