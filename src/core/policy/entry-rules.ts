import * as l10n from '@vscode/l10n';
import type { EntryDraft } from './entries';
import type { Scope } from './items';
import type { Entry, Rule } from './entry';
import type { Functions, RuleReach } from './reach';
import type { Reader } from './reader';
import { wholeCall } from './calls';

/** The entry with the rules of its helper, where the file holds that. */
export function withItsRules(
  draft: EntryDraft,
  reader: Reader,
  reach: RuleReach,
  functions: Functions,
): Entry {
  const { entry, source, scope } = draft;
  if (source.kind === 'own' && entry.ruleSet) {
    const { includes, span, cfg } = entry.ruleSet;
    const included = includes.map((name) => reach.ofCall([name], scope.modules, scope.cfgs));
    const unseen = includes.filter((_, at) => included[at]?.length === 0);
    for (const name of unseen) {
      reader.problem(span, l10n.t('This rule is not understood: {0}', name));
    }
    const ruleSets = [entry.ruleSet, ...included.flat()];
    const all = ruleSets.flatMap((set) => set.rules);
    const rules = all.length > 0 ? inForce(all, cfg) : [];
    // Beside rules that are known one more can be written; where none is, they are not none.
    const understood = entry.understood && (all.length > 0 || unseen.length === 0);
    return { ...entry, ruleSets, rules, understood };
  }
  if (source.kind === 'own' || source.kind === 'strange') return entry;
  const ruleSets =
    source.kind === 'call'
      ? reach.ofCall(source.path, scope.modules, scope.cfgs)
      : reach.ofVariable(source.name, entry.span.end, scope);
  const name = source.kind === 'call' ? source.path.join('::') : source.name;
  const helper = source.kind === 'call' ? entry.helper : helperOf(source.name, scope, functions);
  if (ruleSets.length === 0) {
    const message = l10n.t(
      'The rules of this entry come from {0}, which this file does not hold.',
      name,
    );
    reader.problem(entry.span, message);
    return { ...entry, helper };
  }
  const rules = inForce(ruleSets.flatMap((set) => set.rules));
  return { ...entry, helper, ruleSets, understood: true, rules };
}

/** The function whose rules a variable holds: `let rules = helper()?;`. */
function helperOf(variable: string, scope: Scope, functions: Functions): string | null {
  const binding = scope.fn?.bindings.find(({ name }) => name === variable);
  const call = binding ? wholeCall(binding.tokens) : null;
  return call && functions.resolve(call.path, scope.modules).length > 0 ? call.name : null;
}

/**
 * Rules as an entry has them: null, any arguments, where one of them asks for nothing.
 * @param under the predicate that the entry itself is under
 */
export function inForce(
  rules: readonly Rule[],
  under: string | null = null,
): readonly Rule[] | null {
  const free = rules.some(({ conditions, cfg }) => conditions.length === 0 && cfg === under);
  return free || rules.length === 0 ? null : rules;
}
