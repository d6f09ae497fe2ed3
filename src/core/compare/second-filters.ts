import * as l10n from '@vscode/l10n';
import { polarityOf } from '../policy/filters';
import type { Allowlist, Filter } from '../policy/allowlist';
import type { Entry } from '../policy/entry';
import type { Policy } from '../policy/model';
import { oneLineOf } from '../policy/syntax';
import { existsIn, type Target } from './target';

/** Another filter of the same threads that has a say in a call too. */
export interface SecondFilter {
  readonly filter: Filter;
  /** Where it names the call: a line of the same source, from 1. */
  readonly line: number;
  /** Its answer as written: `SeccompAction::Errno(libc::EACCES.try_into()?)`; else the action's name. */
  readonly answer: string;
  /** One sentence. */
  readonly message: string;
}

/** A list that refuses what it names: the last entry of each call. */
interface Refusing {
  readonly list: Allowlist;
  readonly filter: Filter;
  readonly entries: ReadonlyMap<string, Entry>;
}

/**
 * The filters built where a list's own is built that refuse a call by name: a thread has them all,
 * and the strictest answer counts (seccomp(2)). Hyperlight 0.6 answers `openat` so.
 */
export class SecondFilters {
  private readonly text: string;
  /** By the function that builds the filter. */
  private readonly builtIn = new Map<string, Refusing[]>();

  constructor({ lists, text }: Policy, target: Target) {
    this.text = text;
    for (const list of lists) {
      const { filter } = list;
      if (list.polarity !== 'deny' || !existsIn(list.cfg, target)) continue;
      if (!filter || polarityOf(filter) !== 'deny') continue;
      const entries = new Map<string, Entry>();
      for (const entry of list.entries) {
        if (entry.syscall !== null && existsIn(entry.cfg, target)) {
          entries.set(entry.syscall, entry);
        }
      }
      const same = this.builtIn.get(filter.name);
      if (same) same.push({ list, filter, entries });
      else this.builtIn.set(filter.name, [{ list, filter, entries }]);
    }
  }

  of(list: Allowlist, syscall: string): SecondFilter[] {
    const builders = new Set(list.filters.map(({ name }) => name));
    const refusing = [...builders].flatMap((name) => this.builtIn.get(name) ?? []);
    return refusing.flatMap(({ list: other, filter, entries }) => {
      const entry = other === list ? undefined : entries.get(syscall);
      return entry ? [this.answerOf(filter, entry, syscall)] : [];
    });
  }

  private answerOf(filter: Filter, { line, rules }: Entry, syscall: string): SecondFilter {
    const written = filter.matchSpan && oneLineOf(this.text, filter.matchSpan);
    const answer = written ?? filter.match ?? l10n.t('another action');
    const message =
      rules === null
        ? l10n.t('A second filter answers {0} with {1} (line {2}).', syscall, answer, line)
        : l10n.t(
            'A second filter answers {0} with {1} for some arguments (line {2}).',
            syscall,
            answer,
            line,
          );
    return { filter, line, answer, message };
  }
}
