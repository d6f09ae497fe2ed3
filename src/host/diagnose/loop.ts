import * as l10n from '@vscode/l10n';
import { actionInForce } from '../../core/diagnose/action-in-force';
import type {
  DiagnoseHandlers,
  DiagnoseResult,
  DiagnoseStep,
  Review,
  ReviewRow,
} from '../../core/diagnose/events';
import { endSentence } from '../../core/diagnose/reasons';
import { reviewOf, rowsFor } from '../../core/diagnose/review';
import type { Policy } from '../../core/policy/model';
import { readSource, SourceChanged, type Source } from '../source-file';
import { EvidenceFinder } from './evidence';
import type { DiagnoseOptions } from './options';
import { Session, type Ready, type Run } from './session';

const passes = (): string => l10n.t('The command passes under the filter as the source has it.');

/**
 * The loop: runs a command until it passes under the filter as the source has it, each time finding
 * out what was refused, asking what of it to allow and writing that. Nothing is loosened where a trace
 * tells what was refused; else the filter logs for one run, and is put back before anything is asked.
 */
export class Diagnosis {
  readonly #session: Session;
  readonly #evidence: EvidenceFinder;
  readonly #applied: ReviewRow[] = [];
  #rounds = 0;
  #proof: string | null = null;

  constructor(
    private readonly options: DiagnoseOptions,
    private readonly handlers: DiagnoseHandlers,
  ) {
    this.#session = new Session(options, handlers);
    this.#evidence = new EvidenceFinder(options, handlers, this.#session);
  }

  /**
   * Runs it to its end. At every end the source holds what it had, or the accepted remedies, with the
   * filter's own action.
   * @throws SourceError where the source cannot be read or written
   */
  async run(): Promise<DiagnoseResult> {
    try {
      return await this.#loop();
    } catch (error) {
      if (!(error instanceof SourceChanged)) throw error;
      return this.#result(
        'incomplete',
        l10n.t('{0} Somebody has edited it meanwhile.', error.message),
      );
    }
  }

  async #loop(): Promise<DiagnoseResult> {
    const { source, maxRounds } = this.options;
    for (;;) {
      const before = await readSource(source);
      const policy = this.options.read(before.text, this.options.arch);
      const action = actionInForce(policy, this.options.filter);
      const ready = await this.#build();
      if ('status' in ready) return ready;
      this.#step('run', l10n.t('The command runs as it is.'));
      const asIs = await this.#session.run(ready);
      if (this.#isCancelled()) return this.#cancelled();
      if (asIs.end.kind === 'missing') return this.#result('failed', endSentence(asIs.end));
      const passes = asIs.end.kind === 'ended' && asIs.end.status === 0;
      if (passes && action !== 'log') return await this.#passed(asIs, policy);
      if (this.#rounds >= maxRounds) {
        const message = l10n.t('The command still fails after round {0}.', maxRounds);
        return this.#result('refused', message);
      }
      this.#rounds++;
      this.handlers.on({ kind: 'round', round: this.#rounds });
      const evidence = await this.#evidence.of(before, policy, action, ready, asIs);
      if (this.#isCancelled()) return this.#cancelled();
      if (evidence.kind === 'end') return this.#result(evidence.status, evidence.message);
      const { arch, list, read } = this.options;
      const { refusals, calls } = evidence;
      const review = reviewOf(refusals, before.text, this.#rounds, read, arch, { list, calls });
      const end = await this.#answer(review, before);
      if (end !== null) return end;
    }
  }

  async #build(): Promise<Ready | DiagnoseResult> {
    if (this.#session.builds) this.#step('build', l10n.t('What the command runs is built.'));
    const ready = await this.#session.build();
    if (this.#isCancelled()) return this.#cancelled();
    if ('failed' in ready) {
      return this.#result('failed', l10n.t('It does not build: {0}', endSentence(ready.failed)));
    }
    if ('stale' in ready) return this.#result('incomplete', ready.stale);
    this.#proof = ready.proof;
    return ready;
  }

  /**
   * Under the filter of the source, or of another state of it? cargo's own files tell, where it built
   * the program and a filter was seen already; else the filters that run are looked at.
   */
  async #passed(asIs: Run, policy: Policy): Promise<DiagnoseResult> {
    const refused = asIs.traps.length;
    if (refused > 0) {
      this.#note(
        refused === 1
          ? l10n.t('It passes although 1 call is refused, by what the logs say.')
          : l10n.t('It passes although {0} calls are refused, by what the logs say.', refused),
      );
    }
    if (this.#proof !== null && this.#applied.length > 0) return this.#result('passed', passes());
    const filters = await this.#evidence.filters(policy);
    if (this.#isCancelled()) return this.#cancelled();
    if (filters?.kind === 'other') {
      const message = l10n.t(
        'The command passes, but {0}: what ran was built from another state of it. Build it again.',
        filters.text,
      );
      return this.#result('incomplete', message);
    }
    if (filters?.kind === 'same') this.#proof ??= filters.text;
    if (filters?.kind === 'none') {
      const message = l10n.t(
        'The command passes, but no filter was installed while it ran: that shows nothing.',
      );
      return this.#result('incomplete', message);
    }
    if (this.#proof === null) {
      this.#note(
        filters?.text ?? l10n.t('Nothing shows that the filter which ran is the source’s.'),
      );
    }
    return this.#result('passed', passes());
  }

  /** Asks, and writes what was chosen; null to go on. */
  async #answer(review: Review, before: Source): Promise<DiagnoseResult | null> {
    const { rows } = review;
    if (!this.options.write) {
      return this.#result('refused', refusedSentence(rows.length), rows);
    }
    if (rows.every(({ remedies }) => remedies.length === 0)) {
      const [first] = rows;
      return this.#result('refused', first?.problem ?? l10n.t('Nothing can be offered.'), rows);
    }
    this.#step('review', questionSentence(rows.length));
    const choices = await this.handlers.review(review);
    if (this.#isCancelled()) return this.#cancelled(rows);
    const text = choices === null ? before.text : review.preview(choices);
    if (choices === null || text === before.text) {
      return this.#result('refused', l10n.t('Nothing was allowed, as chosen.'), rows);
    }
    const answered = rowsFor(review, choices);
    const chosen = answered.filter((_, at) => typeof choices[at] === 'number');
    this.#step(
      'apply',
      l10n.t('Written to {0}: {1} of {2}.', this.options.source, chosen.length, answered.length),
    );
    await this.options.held.settle(text, before.version);
    this.#applied.push(...chosen);
    return null;
  }

  #cancelled(left: readonly ReviewRow[] = []): DiagnoseResult {
    return this.#result('cancelled', l10n.t('Cancelled.'), left);
  }

  #result(
    status: DiagnoseResult['status'],
    message: string,
    left: readonly ReviewRow[] = [],
  ): DiagnoseResult {
    const proof = status === 'passed' ? this.#proof : null;
    const { restored } = this.#evidence;
    const [rounds, applied] = [this.#rounds, this.#applied];
    return { status, message, rounds, restored, applied, left, proof };
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

function refusedSentence(count: number): string {
  return count === 1 ? l10n.t('1 call is refused.') : l10n.t('{0} calls are refused.', count);
}

function questionSentence(count: number): string {
  return count === 1
    ? l10n.t('1 call is refused: what is to be allowed?')
    : l10n.t('{0} calls are refused: what is to be allowed?', count);
}
