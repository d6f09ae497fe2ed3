import * as l10n from '@vscode/l10n';
import type { ActionName } from '../../core/abi/types';
import type { CallRow, Refusal } from '../../core/diagnose/refusal';
import { combine } from '../../core/diagnose/combine';
import type { DiagnoseHandlers, DiagnoseResult, DiagnoseStep } from '../../core/diagnose/events';
import { endSentence } from '../../core/diagnose/reasons';
import { planAction } from '../../core/plan/action';
import type { Policy } from '../../core/policy/model';
import { applyEdits } from '../../core/text/edits';
import type { Source } from '../source-file';
import type { DiagnoseOptions } from './options';
import type { Ready, Run, Session } from './session';

/** What a round's evidence came to. */
export type Evidence =
  | {
      readonly kind: 'refusals';
      readonly refusals: readonly Refusal[];
      /** All of a traced run. */
      readonly calls: readonly CallRow[];
    }
  | { readonly kind: 'end'; readonly status: DiagnoseResult['status']; readonly message: string };

/** Finds out what was refused without strace: by the kernel's records, at last of a run on Log. */
export class LoggingRun {
  /** Whether the filter's action in the source is its own. */
  restored = true;

  constructor(
    private readonly options: DiagnoseOptions,
    private readonly handlers: DiagnoseHandlers,
    private readonly session: Session,
  ) {}

  /** What the run itself showed, else one run in which the filter only logs. */
  async evidence(
    before: Source,
    policy: Policy,
    action: ActionName | null,
    ready: Ready,
    asIs: Run,
  ): Promise<Evidence> {
    const { arch, write } = this.options;
    const shown = combine([], asIs.traps.filter(isNamed), new Map(), arch);
    noteLost(asIs, this.handlers);
    if (shown.length > 0 && shown.every(isWhole))
      return { kind: 'refusals', refusals: shown, calls: [] };
    if (!asIs.hadKernelLog || !write || action === 'log') {
      if (shown.length > 0) return { kind: 'refusals', refusals: shown, calls: [] };
      const why = !asIs.hadKernelLog
        ? l10n.t('neither strace nor the kernel’s log can be used here')
        : action === 'log'
          ? l10n.t(
              'its filter is on Log, and the kernel has no record of it; in a burst it drops some',
            )
          : l10n.t(
              'strace cannot be used here, and the source may not be written to have the filter log',
            );
      return {
        kind: 'end',
        status: 'incomplete',
        message: l10n.t('Which call was refused is not known: {0}.', why),
      };
    }
    const run = await this.#runLoosened(before, policy, ready);
    if ('kind' in run) return run;
    noteLost(run, this.handlers);
    const logged = combine(shown, run.traps.filter(isNamed), new Map(), arch);
    if (logged.length > 0) return { kind: 'refusals', refusals: logged, calls: [] };
    const broke = run.end.kind === 'ended' && run.end.status !== 0;
    const message = broke
      ? l10n.t(
          'With the filter on Log nothing was recorded and the command still fails: {0}',
          endSentence(run.end),
        )
      : l10n.t(
          'With the filter on Log the command ends well, and the kernel has no record of a refused call.',
        );
    return { kind: 'end', status: broke ? 'failed' : 'incomplete', message };
  }

  /** One run while the filter logs. Whatever happens, its own action is back before this ends. */
  async #runLoosened(before: Source, policy: Policy, ready: Ready): Promise<Run | Evidence> {
    const { filter, held } = this.options;
    const plan = planAction(policy, {
      to: { name: 'log', number: null },
      ...(filter === null ? {} : { filter }),
    });
    if (plan.kind !== 'change') return { kind: 'end', status: 'incomplete', message: plan.message };
    this.#step(
      'loosen',
      l10n.t('{0} is set from {1} to {2} for one run.', plan.filter, plan.from, plan.to),
    );
    await held.write(applyEdits(before.text, plan.edits), before.version);
    this.restored = false;
    try {
      const loosened = await this.session.build();
      if ('failed' in loosened) {
        const message = l10n.t(
          'It does not build with the filter on Log: {0}',
          endSentence(loosened.failed),
        );
        return { kind: 'end', status: 'incomplete', message };
      }
      if ('stale' in loosened)
        return { kind: 'end', status: 'incomplete', message: loosened.stale };
      this.#step('log', l10n.t('The command runs while its filter only logs.'));
      return await this.session.run(loosened.built === null ? ready : loosened);
    } finally {
      const { kind } = await held.restore();
      this.restored = !['conflict', 'gone'].includes(kind);
      const text = this.restored
        ? l10n.t('{0} is back at {1}.', plan.filter, plan.from)
        : l10n.t(
            '{0} could not be put back to {1}: the source was edited there. Restore it.',
            plan.filter,
            plan.from,
          );
      this.#step('restore', text);
    }
  }

  #step(step: DiagnoseStep, text: string): void {
    this.handlers.on({ kind: 'step', step, text });
  }
}

export function noteLost({ lost }: Run, handlers: DiagnoseHandlers): void {
  if (lost === 0) return;
  const text = l10n.t('The kernel dropped at least {0} of its records.', lost);
  handlers.on({ kind: 'note', text });
}

/** Whether a trap says which call it was. */
export function isNamed({ syscall }: Run['traps'][number]): boolean {
  return syscall !== null;
}

/** Of an ioctl, whether its request is known. */
function isWhole({ want }: Refusal): boolean {
  return want.syscall !== 'ioctl' || want.request !== null;
}
