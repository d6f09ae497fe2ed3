import * as l10n from '@vscode/l10n';
import type { Arch } from '../abi/types';
import type { RuleSet } from '../policy/entry';
import type { Policy } from '../policy/model';
import { testSetsOf } from './rules';
import type { State } from './state';
import { existsIn, type Target } from './target';

/** Rules that functions of a source give back, where no list that is known takes them: some list elsewhere may. */
export class LooseRules {
  /** Of functions, with their modules: `kvm::rules`. */
  readonly names: ReadonlySet<string>;
  /** Those of which a known list makes use. */
  readonly taken: ReadonlySet<string>;

  constructor(private readonly readings: ReadonlyMap<Arch, Policy>) {
    const policies = [...readings.values()];
    this.taken = new Set(policies.flatMap((policy) => setsOfLists(policy).map(nameOf)));
    const all = policies.flatMap(({ ruleSets }) => ruleSets.filter(isNamed).map(nameOf));
    this.names = new Set(all.filter((name) => !this.taken.has(name)));
  }

  /** The predicates that decide what the rules of a function are. */
  cfgsOf(name: string): string[] {
    const sets = [...this.readings.keys()].flatMap((arch) => this.setsOf(name, arch));
    const cfgs = sets.flatMap(({ cfg, rules }) => [cfg, ...rules.map((rule) => rule.cfg)]);
    return [...new Set(cfgs)].filter((cfg) => cfg !== null);
  }

  /** What the rules of a function let through. */
  stateOf(name: string, target: Target): State {
    const sets = this.setsOf(name, target.arch).filter(({ cfg }) => existsIn(cfg, target));
    if (sets.length === 0) return { kind: 'plain', reach: 'refused', action: null };
    const rules = sets.flatMap((set) => set.rules).filter(({ cfg }) => existsIn(cfg, target));
    // Without rules an entry has no conditions: it admits everything.
    if (rules.length === 0 && sets.every(({ includes }) => includes.length === 0)) {
      return { kind: 'plain', reach: 'allowed', action: null };
    }
    const tests = testSetsOf(rules, this.readings.get(target.arch)?.constants ?? []);
    return 'unread' in tests
      ? { kind: 'unknown', reason: l10n.t('{0} is not understood', tests.unread) }
      : { kind: 'conditional', rules: tests, unless: false };
  }

  private setsOf(name: string, arch: Arch): RuleSet[] {
    const sets = this.readings.get(arch)?.ruleSets ?? [];
    return sets.filter((set) => isNamed(set) && nameOf(set) === name);
  }
}

function setsOfLists({ lists, elsewhere }: Policy): RuleSet[] {
  const entries = [...lists, ...elsewhere].flatMap((list) => list.entries);
  return entries.flatMap(({ ruleSets }) => ruleSets.filter(isNamed));
}

function isNamed({ file, name }: RuleSet): boolean {
  return file === null && name !== null;
}

function nameOf({ modules, name }: RuleSet): string {
  return [...modules, name].join('::');
}
