import * as l10n from '@vscode/l10n';
import type { Allowlist } from '../policy/allowlist';
import type { Entry, RuleSet } from '../policy/entry';
import type { Policy } from '../policy/model';
import { lineEndsIn } from '../text/lines';
import type { Span, TextEdit } from '../text/span';
import type { Job } from './options';
import { impossible, type Plan, type Remedy, type RemedyKind, type Want } from './remedy';

/** What one remedy changes. */
export interface Change {
  readonly kind: RemedyKind;
  readonly widens: boolean;
  readonly list: string;
  readonly title: string;
  readonly force: string;
  /** Sorted. */
  readonly edits: readonly TextEdit[];
  /** The one of `edits` that holds the new entry or rule, and at what offset in its text. */
  readonly main: TextEdit;
  readonly offset: number;
  readonly warnings: readonly string[];
  /** What must be sound source for this change to be what it seems. */
  readonly touches: readonly Span[];
}

/** The plan that changes make, or why none of them can be trusted. */
export function planOf(policy: Policy, changes: readonly Change[]): Plan {
  for (const { touches, list } of changes) {
    const problem = policy.obstacles.at(touches);
    if (problem)
      return impossible(l10n.t('{0} cannot be changed safely: {1}', list, problem.message));
  }
  return { kind: 'remedies', remedies: changes.map((change) => remedyOf(policy, change)) };
}

function remedyOf(policy: Policy, change: Change): Remedy {
  const { kind, widens, title, force, list, edits, main, offset, warnings } = change;
  const { text } = policy;
  const before = edits.slice(0, edits.indexOf(main));
  const shift = before.reduce(
    (sum, { start, end, newText }) =>
      sum + lineEndsIn(newText) - lineEndsIn(text.slice(start, end)),
    0,
  );
  const inside = lineEndsIn(main.newText.slice(0, offset));
  const line = 1 + lineEndsIn(text.slice(0, main.start)) + shift + inside;
  return { kind, title, force, list, file: null, line, edits, warnings, widens };
}

/** A want whose request is known. */
export type Asked = Want & { readonly request: number };

export function isAsked(want: Want): want is Asked {
  return want.request !== null;
}

/** What every change of one list needs to know. */
export interface ChangeContext extends Job {
  readonly list: Allowlist;
  /** What is to be said beside any change of this list. */
  readonly notes: readonly string[];
}

/** The changes that let a call through one list. Null where nothing shows how one is written there. */
export interface Changes {
  /** An entry without conditions, as its neighbours are written. */
  newEntry(): Change | null;
  /** The same where the evidence asks for less. */
  widenByEntry(): Change | null;
  /** An entry with one rule, for the request that was seen. */
  newRuledEntry(want: Asked): Change | null;
  /** A rule beside those of an entry that is there already. */
  newRule(set: RuleSet, want: Asked): Change | null;
  /** An entry's conditions taken away. */
  widen(entry: Entry): Change | null;
}
