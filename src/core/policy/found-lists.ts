import type { EntryReader } from './entries';
import type { Finder } from './finder';
import type { Found } from './found';
import type { ListDraft } from './join';
import { ListReader } from './lists';
import type { HeldRuleSet } from './reach';
import type { Reader } from './reader';
import type { RuleReader } from './rules';

/** In front of what an arm of a `match` gives: `=>`, `=> Ok(`, `=> {`. */
const ARM = /=>\s*(?:\{\s*)?(?:\w+\s*\(\s*)?$/;
const LONGEST_ARM = 80;

/** The rules that a file holds, each with the function around it. */
export function ruleSetsIn({ found }: Finder, rules: RuleReader): HeldRuleSet[] {
  const sets = found.flatMap(({ kind, bracket, scope }): HeldRuleSet[] => {
    const set =
      kind === 'rules'
        ? rules.ruleSet(bracket, scope)
        : kind === 'rule'
          ? rules.singleRule(bracket, scope)
          : null;
    return set ? [{ set, fn: scope.fn }] : [];
  });
  const filled = new Set(sets.map(({ fn }) => fn));
  const empty = found
    .filter(({ kind, scope }) => kind === 'empty rules' && !filled.has(scope.fn))
    .map(({ bracket, scope }) => ({ set: rules.emptySet(bracket, scope), fn: scope.fn }));
  return [...sets, ...empty];
}

/** The lists that a file holds. */
export function listsIn(
  { found, statements, fed }: Finder,
  reader: Reader,
  entries: EntryReader,
): ListDraft[] {
  const filled = new Set(
    [...found.filter(({ kind }) => kind === 'list'), ...statements].map(({ scope }) => scope.fn),
  );
  const isArm = ({ bracket: { start } }: Found): boolean =>
    ARM.test(reader.text.slice(Math.max(0, start - LONGEST_ARM), start));
  const byArms = new Set(
    found.filter((one) => one.kind === 'list' && isArm(one)).map((it) => it.scope.fn),
  );
  // Beside other lists of a function `vec![]` begins one of them, but where each is an arm's.
  const isList = (one: Found): boolean =>
    !filled.has(one.scope.fn) || (byArms.has(one.scope.fn) && isArm(one));
  const lists = found.filter(
    (one) => one.kind === 'list' || (one.kind === 'empty list' && isList(one)),
  );
  return new ListReader(reader, entries, fed).read(lists, statements);
}
