import type { Trap } from '../../core/traps/trap';
import { wording } from '../../core/traps/late';
import type { Lens } from '../shared/lens';
import type { SourceState } from '../shared/watchers';
import type { Decoded } from './decode';
import { decoded } from './late';
import type { Proposal, Question } from './propose';

/** A trap as it is now. */
export interface TrapSummary {
  /** What `seccompLens.showTrap` and `seccompLens.fixTrap` take. */
  readonly key: string;
  readonly title: string;
  readonly comm: string | null;
  readonly count: number;
  /** An allowlist of the workspace lets it through by now; false too while it has not been judged. */
  readonly allowed: boolean;
  readonly origins: readonly string[];
  /** The lines of its sightings, from 1, in the order of the sightings. */
  readonly lines: readonly number[];
}

/** A source that is watched. */
export interface SourceSummary {
  readonly id: string;
  readonly label: string;
  readonly state: SourceState;
  /** Records of refused calls that were decoded since the window was loaded. */
  readonly records: number;
  /** Why it gives nothing for now, in one sentence; null where it does. */
  readonly trouble: string | null;
}

/** What `activate` returns, for other extensions: docs/api.md. */
export interface Api {
  /** Rises when something here changes so that a caller breaks. */
  readonly version: 1;
  /** Decodes records of any form out of a text; the views do not see it. */
  readonly decode: (text: string) => Decoded;
  /** What would let a call through, by the allowlists of the workspace. It changes nothing. */
  readonly propose: (question: Question) => Promise<Proposal>;
  /** What the Traps view shows, in order of first sight. */
  readonly traps: () => readonly TrapSummary[];
  readonly sources: () => readonly SourceSummary[];
  /** The trap that the decoder shows. */
  readonly focus: () => TrapSummary | null;
}

export function createApi(lens: Lens): Api {
  const { traps, verdicts, watchers } = lens;
  const summary = (trap: Trap): TrapSummary => ({
    key: trap.key,
    title: wording().trapTitle(trap),
    comm: trap.comm,
    count: trap.count,
    allowed: verdicts.known(trap)?.kind === 'allowed',
    origins: [...new Set(trap.evidence.map(({ origin }) => origin.label))],
    lines: trap.evidence.map(({ record }) => record.line),
  });
  return {
    version: 1,
    decode: (text) => decoded().decodeText(text),
    propose: async (question) => (await import('./propose')).propose(lens, question),
    traps: () => traps.traps.map(summary),
    focus: () => (traps.focus ? summary(traps.focus) : null),
    sources: () =>
      watchers.all.map(({ id, label, state, records, trouble }) => ({
        id,
        label,
        state,
        records,
        trouble: trouble?.sentence ?? null,
      })),
  };
}
