import * as l10n from '@vscode/l10n';
import type { Arch } from '../abi/types';
import { changeOf, OTHERS, RULES, type Change, type States } from './change';
import { pairsOf, type Pair } from './pair';
import { regionsOf } from './regions';
import { Side, type Readings } from './side';
import { isSame, stateKey, type State } from './state';
import { isTooWide, spaceOf, type Target } from './target';
import type { Unit } from './unit';

/**
 * What two policies mean, by list, build and call: what becomes allowed, refused, conditional.
 * @param before read for the same architectures as `after`
 */
export function comparePolicies(before: Readings, after: Readings): Change[] {
  return new Comparison(new Side(before), new Side(after), [...before.keys()]).changes();
}

class Comparison {
  constructor(
    private readonly before: Side,
    private readonly after: Side,
    private readonly arches: readonly Arch[],
  ) {}

  changes(): Change[] {
    const pairs = pairsOf(
      this.before,
      this.after,
      (before, after) => this.callChanges({ before, after }).length === 0,
    );
    const elsewhere = this.unread(
      null,
      this.before.unreadElsewhere(),
      this.after.unreadElsewhere(),
    );
    const changes = pairs.flatMap((pair) => {
      const thread = this.threadOf(pair);
      return this.pairChanges(pair).map((change) => ({ ...change, thread }));
    });
    return [...changes, ...this.ruleChanges(), ...elsewhere];
  }

  /** Of rules for which the other state has a list, that list's changes tell. */
  private ruleChanges(): Change[] {
    const { before, after } = this;
    const names = new Set([...after.looseRules.names, ...before.looseRules.names]);
    return [...names]
      .filter((name) => !before.looseRules.taken.has(name) && !after.looseRules.taken.has(name))
      .flatMap((name) => {
        const cfgs = [...before.looseRules.cfgsOf(name), ...after.looseRules.cfgsOf(name)];
        return this.changesIn(name, RULES, cfgs, (target) => ({
          before: before.looseRules.stateOf(name, target),
          after: after.looseRules.stateOf(name, target),
        }));
      });
  }

  private threadOf({ before, after }: Pair): string | null {
    const threads = after
      ? this.after.threadsOf(after)
      : before
        ? this.before.threadsOf(before)
        : [];
    return threads.length === 0 ? null : threads.join(', ');
  }

  /** The list confines other threads than it did. */
  private served({ before, after }: Pair): Change[] {
    if (!before || !after) return [];
    const states: States = {
      before: { kind: 'serving', threads: this.before.threadsOf(before) },
      after: { kind: 'serving', threads: this.after.threadsOf(after) },
    };
    if (isSame(states.before, states.after)) return [];
    return [changeOf(after.title, 'all', OTHERS, states)];
  }

  private pairChanges(pair: Pair): Change[] {
    const { before, after } = pair;
    return [
      ...renamed(before, after),
      ...this.served(pair),
      ...this.changesOf(pair, OTHERS, (target) => ({
        before: before ? this.before.othersIn(before, target) : { kind: 'absent' },
        after: after ? this.after.othersIn(after, target) : { kind: 'absent' },
      })),
      ...this.unread(
        titleOf(pair),
        before ? this.before.unreadIn(before) : [],
        after ? this.after.unreadIn(after) : [],
      ),
      ...this.callChanges(pair),
    ];
  }

  private callChanges(pair: Pair): Change[] {
    const { before, after } = pair;
    // Of a list that is gone the row about the list says all.
    if (!after) return [];
    const calls = new Set([
      ...(before ? this.before.callsOf(before) : []),
      ...this.after.callsOf(after),
    ]);
    return [...calls].sort().flatMap((call) =>
      this.changesOf(pair, call, (target) => {
        const was = before ? this.before.stateOf(before, call, target) : ABSENT;
        const is = this.after.stateOf(after, call, target);
        if (was === null || is === null || is.kind === 'absent') return null;
        // A list that is new in this build and does not name the call.
        if (was.kind === 'absent' && is.kind === 'plain' && is.reach === 'refused') {
          return is.action === null ? null : { before: was, after: is };
        }
        return { before: was, after: is };
      }),
    );
  }

  private changesOf(
    pair: Pair,
    syscall: string,
    statesAt: (target: Target) => States | null,
  ): Change[] {
    const { before, after } = pair;
    const call = syscall === OTHERS ? null : syscall;
    const cfgs = [
      ...(before ? this.before.cfgsOf(before, call) : []),
      ...(after ? this.after.cfgsOf(after, call) : []),
    ];
    return this.changesIn(titleOf(pair), syscall, cfgs, statesAt);
  }

  /** @param cfgs the predicates that decide about it */
  private changesIn(
    list: string | null,
    syscall: string,
    cfgs: readonly string[],
    statesAt: (target: Target) => States | null,
  ): Change[] {
    const space = spaceOf(cfgs, this.arches);
    if (isTooWide(space)) {
      const state: State = { kind: 'unknown', reason: l10n.t('too many build options decide it') };
      return [changeOf(list, 'all', syscall, { before: state, after: state })];
    }
    const regions = regionsOf(space, statesAt, (states) =>
      JSON.stringify([
        states.before.kind,
        stateKey(states.before),
        states.after.kind,
        stateKey(states.after),
      ]),
    );
    return regions
      .filter(({ value }) => !isSame(value.before, value.after))
      .map(({ target, value }) => changeOf(list, target, syscall, value));
  }

  private unread(list: string | null, was: readonly string[], is: readonly string[]): Change[] {
    const state = (reasons: readonly string[], reason: string): State =>
      reasons.includes(reason) ? { kind: 'unknown', reason } : { kind: 'clear' };
    return [...new Set([...was, ...is])].map((reason) =>
      changeOf(list, 'all', OTHERS, { before: state(was, reason), after: state(is, reason) }),
    );
  }
}

const ABSENT: State = { kind: 'absent' };

function renamed(before: Unit | null, after: Unit | null): Change[] {
  if (!before || !after || before.name === after.name) return [];
  const names: States = {
    before: { kind: 'named', name: before.title },
    after: { kind: 'named', name: after.title },
  };
  return [changeOf(after.title, 'all', OTHERS, names)];
}

function titleOf({ before, after }: Pair): string {
  return after?.title ?? before?.title ?? '';
}
