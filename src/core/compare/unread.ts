import * as l10n from '@vscode/l10n';
import type { Entry } from '../policy/entry';
import type { Policy, PolicyProblem } from '../policy/model';
import type { Span } from '../text/span';

/** What of a source was not understood, by what it leaves unknown. */
export class Unread {
  /** Outside all lists and their rules. */
  readonly elsewhere: readonly string[];
  private readonly byEntry = new Map<Entry, string>();
  private readonly byList = new Map<number, string[]>();

  constructor({ lists, problems }: Pick<Policy, 'lists' | 'problems'>) {
    const entries = lists.flatMap((list) => list.entries);
    const elsewhere: string[] = [];
    for (const problem of problems) {
      const reason = withoutStop(problem);
      const touched = entries.filter((entry) => touches(entry, problem));
      for (const entry of touched) this.byEntry.set(entry, this.byEntry.get(entry) ?? reason);
      if (touched.length > 0) continue;
      const around = lists.filter(({ span }) => overlap(span, problem.span));
      for (const { span } of around) {
        this.byList.set(span.start, [...(this.byList.get(span.start) ?? []), reason]);
      }
      if (around.length === 0) elsewhere.push(reason);
    }
    this.elsewhere = elsewhere;
  }

  /** Why it is not known what an entry admits; null where it is. */
  of(entry: Entry): string | null {
    const reason = this.byEntry.get(entry);
    return reason ?? (entry.understood ? null : l10n.t('its rules are not understood'));
  }

  /** What else in the list at an offset was not understood. */
  ofList(start: number): readonly string[] {
    return this.byList.get(start) ?? [];
  }
}

/** Whether a problem lies in an entry, or in a function that it takes its rules from. */
function touches({ span, ruleSets }: Entry, problem: PolicyProblem): boolean {
  const places = ruleSets.map((set) => (set.name === null ? null : set.holder?.span) ?? set.span);
  return [span, ...places].some((place) => contains(place, problem.span));
}

function contains(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function overlap(one: Span, other: Span): boolean {
  return one.start < other.end && other.start < one.end;
}

function withoutStop({ message }: PolicyProblem): string {
  return message.replace(/\.$/, '');
}
