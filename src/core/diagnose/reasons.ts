import * as l10n from '@vscode/l10n';
import { oneLine } from '../text/untrusted';

/** What is known of a run that failed with no refused call to show for it. */
export interface FailedRun {
  /** `limit`: it was ended since it took too long; `hung`: since a killed thread left it waiting. */
  readonly end: 'ended' | 'limit' | 'hung';
  /** Its exit status; null unless it ended by itself. */
  readonly status: number | null;
  /** Milliseconds; null for none. */
  readonly limitMs: number | null;
  readonly printed: number;
  /** The last that it printed: untrusted. */
  readonly tail: string;
  /** How many filters were installed; null where nothing traced it. */
  readonly filters: number | null;
  /** Whether all its calls in the filters' scope could be judged. */
  readonly judged: boolean;
  /** At least so many records of the kernel are missing. */
  readonly lost: number;
  /** Whether it passed when it was run again, traced. */
  readonly passedTraced: boolean;
}

/** Words of programs that want a keyboard or a terminal. */
const TERMINAL =
  /not a (?:tty|terminal)|inappropriate ioctl for device|must be run (?:in|from) a terminal/i;
/** 128 and SIGSYS's number, which is 31 but on mips. */
export const SIGSYS_STATUS = 159;

/**
 * Why a command that failed showed no refused call: one sentence, and whether that is certain
 * (`failed`: another reason than the filter) or the evidence is not enough (`incomplete`).
 */
export function whyNothing(run: FailedRun): {
  readonly status: 'failed' | 'incomplete';
  readonly message: string;
} {
  const how = howItEnded(run);
  if (run.passedTraced) {
    return {
      status: 'incomplete',
      message: l10n.t('{0}, but passed when it was traced: what it was refused is not known.', how),
    };
  }
  if (run.lost > 0) {
    return {
      status: 'incomplete',
      message: l10n.t(
        '{0}, and the kernel dropped at least {1} of its records: which call was refused is not known. Run it again.',
        how,
        run.lost,
      ),
    };
  }
  const bySigsys = l10n.t('SIGSYS ended it, so that a call was refused.');
  const isBySigsys = run.status === SIGSYS_STATUS;
  if (run.filters === null) {
    const why = l10n.t('{0}, and nothing here can tell whether a call was refused.', how);
    return { status: 'incomplete', message: isBySigsys ? `${why} ${bySigsys}` : why };
  }
  if (!run.judged) {
    return {
      status: 'incomplete',
      message: l10n.t(
        '{0}; a filter was installed that the trace does not show whole, and the source allows all calls that were traced.',
        how,
      ),
    };
  }
  if (isBySigsys && run.filters > 0) {
    const why = l10n.t('{0}, and its filters let every call through that was traced.', how);
    return { status: 'incomplete', message: `${why} ${bySigsys}` };
  }
  const why = TERMINAL.test(run.tail)
    ? l10n.t('it asks for a terminal, and has none here')
    : run.filters === 0
      ? l10n.t('no filter was installed while it ran')
      : l10n.t('its filters let every call through');
  return {
    status: 'failed',
    message: l10n.t('{0}, but {1}: it fails for another reason.', how, why),
  };
}

function howItEnded({ end, status, limitMs, printed, tail }: FailedRun): string {
  const seconds = Math.round((limitMs ?? 0) / 1000);
  const said = printed === 0 ? ` ${l10n.t('and printed nothing')}` : lastWords(tail);
  if (end === 'limit') return `${l10n.t('The command did not end within {0} s', seconds)}${said}`;
  if (end === 'hung') return `${l10n.t('The command hung')}${said}`;
  return `${l10n.t('The command ended with status {0}', status ?? '?')}${said}`;
}

function lastWords(tail: string): string {
  const last = tail
    .split('\n')
    .map((line) => oneLine(line, 120))
    .findLast((line) => line !== '');
  return last === undefined ? '' : ` ${l10n.t('(its last words: “{0}”)', last)}`;
}

/** How a run ended, for a message. */
export function endSentence(
  end:
    | { readonly kind: 'ended'; readonly status: number }
    | { readonly kind: 'limit' | 'hung' | 'cancelled' }
    | { readonly kind: 'missing'; readonly message: string },
): string {
  switch (end.kind) {
    case 'ended':
      return l10n.t('it ended with status {0}.', end.status);
    case 'limit':
      return l10n.t('it did not end in time.');
    case 'hung':
      return l10n.t('it hung after a thread of it was killed.');
    case 'cancelled':
      return l10n.t('it was cancelled.');
    case 'missing':
      return l10n.t('The command cannot be started: {0}.', oneLine(end.message));
  }
}
