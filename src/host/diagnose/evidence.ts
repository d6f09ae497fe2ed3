import * as l10n from '@vscode/l10n';
import { withRefused } from '../../core/diagnose/call-rows';
import { combine, markOnlyTraced } from '../../core/diagnose/combine';
import type { DiagnoseHandlers, DiagnoseStep } from '../../core/diagnose/events';
import { filtersThatRan, type FiltersThatRan } from '../../core/diagnose/filters-that-ran';
import { inspectedArguments } from '../../core/diagnose/inspected';
import { judgeTrace } from '../../core/diagnose/judge';
import { SIGSYS_STATUS, whyNothing } from '../../core/diagnose/reasons';
import type { CallRow, Refusal } from '../../core/diagnose/refusal';
import { reviewOf } from '../../core/diagnose/review';
import { scopeFor } from '../../core/diagnose/strace-style';
import type { ActionName } from '../../core/abi/types';
import type { Policy } from '../../core/policy/model';
import type { Source } from '../source-file';
import { isNamed, LoggingRun, noteLost, type Evidence } from './logging-run';
import type { DiagnoseOptions } from './options';
import type { Ready, Run, Session, TracedRun } from './session';
import { probeStrace, type StraceAnswer } from './strace';

/** Finds out what a command was refused: by a trace, else by one run in which its filter only logs. */
export class EvidenceFinder {
  readonly #logging: LoggingRun;
  #strace: StraceAnswer | null = null;

  constructor(
    private readonly options: DiagnoseOptions,
    private readonly handlers: DiagnoseHandlers,
    private readonly session: Session,
  ) {
    this.#logging = new LoggingRun(options, handlers, session);
  }

  /** Whether the filter's action in the source is its own. */
  get restored(): boolean {
    return this.#logging.restored;
  }

  /** @param asIs how the command has just run as it is */
  async of(
    before: Source,
    policy: Policy,
    action: ActionName | null,
    ready: Ready,
    asIs: Run,
  ): Promise<Evidence> {
    const strace = await this.#probed();
    if (strace.kind === 'usable') return this.#traced(policy, action, asIs, strace.version);
    this.#note(strace.problem);
    return this.#logging.evidence(before, policy, action, ready, asIs);
  }

  /**
   * Which filters run with the command, by tracing it once more where strace may run; null where not,
   * or where it did not pass that time.
   */
  async filters(policy: Policy): Promise<FiltersThatRan | null> {
    const { arch } = this.options;
    const strace = await this.#probed();
    if (strace.kind === 'unusable') return null;
    this.#step('trace', l10n.t('The command is traced, to see which filters it runs under.'));
    const scope = { all: false, fast: false };
    const { end, trace } = await this.session.trace(
      scope,
      inspectedArguments(policy),
      strace.version,
    );
    if (end.kind !== 'ended' || end.status !== 0) return null;
    return filtersThatRan(trace.filters, [...trace.programs.values()], policy, arch);
  }

  async #probed(): Promise<StraceAnswer> {
    this.#strace ??= this.options.useStrace
      ? await probeStrace()
      : { kind: 'unusable', problem: l10n.t('strace is not used, as asked for.') };
    return this.#strace;
  }

  /** Traced, once cheaply, and once more with every call where that did not tell. */
  async #traced(
    policy: Policy,
    action: ActionName | null,
    asIs: Run,
    version: number,
  ): Promise<Evidence> {
    const inspected = inspectedArguments(policy);
    let scope = scopeFor(action, asIs.hadKernelLog && asIs.lost === 0);
    for (;;) {
      const which = scope.all
        ? l10n.t('Every call of the command is traced.')
        : l10n.t('The command is traced.');
      this.#step('trace', which);
      const run = await this.session.trace(scope, inspected, version);
      if (this.#isCancelled()) return { kind: 'end', status: 'cancelled', message: '' };
      this.#step('judge', l10n.t('The trace is judged.'));
      const { refusals, calls, certain, judged } = this.#judge(policy, run, asIs);
      if (refusals.length > 0 && (certain || scope.all)) {
        return { kind: 'refusals', refusals, calls };
      }
      if (refusals.length > 0 || (needsAll(run, action, asIs) && !scope.all)) {
        scope = { all: true, fast: false };
        continue;
      }
      return this.#nothing(asIs, run, judged);
    }
  }

  #judge(
    policy: Policy,
    run: TracedRun,
    asIs: Run,
  ): {
    readonly refusals: readonly Refusal[];
    readonly calls: readonly CallRow[];
    /** Whether nothing is known to be missing. */
    readonly certain: boolean;
    /** Whether the trace shows all filters, so that each call could be judged. */
    readonly judged: boolean;
  } {
    const { arch } = this.options;
    const judgement = judgeTrace(run.trace, policy, arch);
    const untraced = asIs.traps.filter((trap) => isNamed(trap) && trap.action !== 'log');
    const named = [...run.traps.filter(isNamed), ...untraced];
    const all = combine(judgement.refusals, named, judgement.listOfThread, arch);
    const joined = markOnlyTraced(all, untraced);
    const { read } = this.options;
    const doubtful = judgement.unjudged.filter(
      (refusal) => reviewOf([refusal], policy.text, 0, read, arch).rows[0]?.remedies.length,
    );
    const calls = withRefused(judgement.rows, joined);
    this.handlers.on({ kind: 'calls', rows: calls });
    const lost = run.lost > 0;
    noteLost(run, this.handlers);
    return {
      refusals: [...joined, ...doubtful],
      calls,
      certain: !lost && run.trace.unexplainedKills === 0,
      judged: judgement.unjudged.length === 0,
    };
  }

  #nothing(asIs: Run, run: TracedRun, judged: boolean): Evidence {
    const { end } = asIs;
    const passedTraced = run.end.kind === 'ended' && run.end.status === 0;
    if (end.kind === 'ended' && end.status === 0) {
      return { kind: 'end', status: 'passed', message: onlyLogs() };
    }
    return {
      kind: 'end',
      ...whyNothing({
        end: end.kind === 'limit' || end.kind === 'hung' ? end.kind : 'ended',
        status: end.kind === 'ended' ? end.status : null,
        limitMs: this.options.limitMs,
        printed: asIs.printed,
        tail: asIs.tail,
        filters: run.trace.filters,
        judged,
        lost: asIs.lost + run.lost,
        passedTraced,
      }),
    };
  }

  /** Asked after every wait. */
  #isCancelled(): boolean {
    return this.options.cancel.aborted;
  }

  #step(step: DiagnoseStep, text: string): void {
    this.handlers.on({ kind: 'step', step, text });
  }

  #note(text: string): void {
    this.handlers.on({ kind: 'note', text });
  }
}

const onlyLogs = (): string =>
  l10n.t(
    'The command passes, and its filter refused nothing; but that filter only logs: set its own action.',
  );

/**
 * Whether a run's cheap trace may have missed what was refused. SIGSYS ends no program that was refused
 * nothing, whatever the kernel's log says: a record can be missing.
 */
function needsAll(run: TracedRun, action: ActionName | null, asIs: Run): boolean {
  const isBySigsys = [run.end, asIs.end].some(
    (end) => end.kind === 'ended' && end.status === SIGSYS_STATUS,
  );
  return isBySigsys || (action !== 'trap' && (run.trace.unexplainedKills > 0 || run.lost > 0));
}
