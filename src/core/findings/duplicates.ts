import * as l10n from '@vscode/l10n';
import { itemAt } from '../plan/removal';
import type { Allowlist } from '../policy/allowlist';
import type { Condition, Entry, Rule } from '../policy/entry';
import type { Context, Draft, FindingRule } from './finding';
import { removal } from './removal';
import { callName, isThereWith } from './where';

/** Why the last counts, in every rule's words. */
const LAST_WINS = 'Of several entries for one call seccompiler keeps the last alone.';

/** An entry that a later one of the same call replaces. */
interface Replaced {
  readonly list: Allowlist;
  readonly entry: Entry;
  /** The last that is there wherever `entry` is. */
  readonly by: Entry;
}

export const duplicateEntry: FindingRule = {
  code: 'duplicate-entry',
  level: 'warning',
  title: 'The same entry twice',
  help: `A call is listed twice alike. ${LAST_WINS} An edit of the other would change nothing.`,
  unused: true,
  find: (context) =>
    replaced(context)
      .filter(({ entry, by }) => isAlike(entry, by))
      .map(({ list, entry, by }) =>
        dead(
          context,
          list,
          entry,
          l10n.t('line {0} lists it again with the same conditions', by.line),
        ),
      ),
};

export const overriddenEntry: FindingRule = {
  code: 'overridden-entry',
  level: 'warning',
  title: 'An entry that another makes dead',
  help: `A call is listed twice with different conditions. ${LAST_WINS} The conditions of the earlier one are not in force.`,
  unused: true,
  find: (context) =>
    replaced(context)
      .filter(({ entry, by }) => !isAlike(entry, by) && by.rules !== null)
      .map(({ list, entry, by }) =>
        dead(context, list, entry, l10n.t('only the conditions of line {0} are in force', by.line)),
      ),
};

export const wideningDuplicate: FindingRule = {
  code: 'widening-duplicate',
  level: 'warning',
  title: 'An unconditional entry that undoes conditions',
  help: `A call that an earlier entry limits to some arguments is listed again without conditions. ${LAST_WINS} So the limits are not in force.`,
  find: (context) => {
    const widened = replaced(context).filter(
      ({ entry, by }) => entry.rules !== null && by.rules === null,
    );
    return onceEach(widened).map(({ list, entry, by }): Draft => {
      const where = by.cfg === null || by.cfg === entry.cfg ? '' : l10n.t(' under {0}', by.cfg);
      return {
        span: by.span,
        message:
          list.polarity === 'deny'
            ? l10n.t(
                '{0} is refused whatever its arguments are{1}, since this entry replaces the one with conditions on line {2}.',
                callName(by),
                where,
                entry.line,
              )
            : l10n.t(
                '{0} is allowed whatever its arguments are{1}, since this entry replaces the one with conditions on line {2}.',
                callName(by),
                where,
                entry.line,
              ),
        fix: removal(context.page, list, by.span, l10n.t('Remove this unconditional entry')),
      };
    });
  },
};

function dead({ page }: Context, list: Allowlist, entry: Entry, why: string): Draft {
  return {
    span: entry.span,
    message: l10n.t('This entry for {0} is without effect: {1}.', callName(entry), why),
    fix: removal(page, list, entry.span, l10n.t('Remove this dead entry')),
  };
}

/** One finding for each entry that widens, however many it widens. */
function onceEach(pairs: readonly Replaced[]): Replaced[] {
  return [...new Map(pairs.map((pair) => [pair.by, pair])).values()];
}

/**
 * The entries that another replaces, in all lists. An entry that is there only under a cfg and says
 * something else than the one before it is taken for meant, unless it undoes conditions.
 */
function replaced(context: Context): Replaced[] {
  return context.lists.flatMap((list) =>
    [...sameCalls(list).values()].flatMap((entries) =>
      entries.flatMap((entry, index): Replaced[] => {
        const later = entries.slice(index + 1);
        const by = later.findLast((other) => isThereWith(entry, other));
        if (by) return [{ list, entry, by }];
        const under = later.findLast((other) => isThereWith(other, entry));
        return under?.rules === null && entry.rules !== null ? [{ list, entry, by: under }] : [];
      }),
    ),
  );
}

/**
 * Entries of one list by call: those side by side in one place, since statements may stand in
 * different branches.
 */
function sameCalls(list: Allowlist): Map<string, Entry[]> {
  const calls = new Map<string, Entry[]>();
  for (const entry of list.entries) {
    if (!entry.understood || !isKey(list, entry) || itemAt(list.layout, entry.span) < 0) continue;
    const key = entry.syscall ?? `#${entry.bareNumber ?? '?'}`;
    const same = calls.get(key);
    if (same) same.push(entry);
    else calls.set(key, [entry]);
  }
  return calls;
}

/** Whether an entry becomes a key of a map: the rules of libseccomp and of builders add up instead. */
export function isKey({ layout }: Allowlist, { form, verb, made }: Entry): boolean {
  if (made) return !made.adds;
  if (layout.kind === 'bracket') return form !== 'builder';
  return layout.kind === 'block' && (verb === 'insert' || verb === 'push');
}

export function isAlike(one: Entry, other: Entry): boolean {
  return meaning(one.rules) === meaning(other.rules);
}

function meaning(rules: readonly Rule[] | null): string {
  if (rules === null) return '';
  const each = rules.map(({ conditions, cfg }) =>
    JSON.stringify([conditions.map(conditionKey).sort(), cfg]),
  );
  return [...new Set(each)].sort().join('\n');
}

/** What a condition compares with what: the same text for the same comparison. */
export function conditionKey({ arg, len, op, mask, value, text }: Condition): string {
  const bits = len === 'dword' ? 32 : 64;
  const number = (it: bigint | null): string | null =>
    it === null ? null : BigInt.asUintN(bits, it).toString();
  return JSON.stringify([arg, len, op, number(mask), number(value) ?? `=${text}`]);
}
