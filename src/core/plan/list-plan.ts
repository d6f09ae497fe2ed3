import { requestsByValue } from '../abi/ioctls';
import type { Syscall } from '../abi/types';
import { cfgOn } from '../policy/cfg';
import type { Allowlist, Entry, Policy, RuleSet } from '../policy/model';
import { entryAdmits } from './admits';
import { planOf, type Change } from './change';
import { bestRuleSet, entriesFor, includedLists, listsOn, openRuleSets } from './choose';
import { ProfileChanges } from './json/profile-changes';
import { refusedInProfile, withCapabilities } from './json/profile-notes';
import { ThreadChanges } from './json/thread-changes';
import { ListChanges, type Asked, type ChangeContext, type Changes } from './list-changes';
import { conditionsInTheWay, noForm, UNKNOWN_REQUEST, unreadRules } from './messages';
import type { PlanOptions } from './plan';
import type { Plan, Want } from './remedy';

/** Decides what one list needs, once it is known that this list is meant. */
export class ListPlanner {
  private readonly entry: Entry | null;
  /** Where that entry stands: the list itself, or one that it takes in. */
  private readonly home: Allowlist;
  private readonly names: readonly string[];

  constructor(
    private readonly policy: Policy,
    private readonly list: Allowlist,
    private readonly want: Want,
    private readonly call: Syscall,
    private readonly options: PlanOptions,
    private readonly extra: readonly string[],
  ) {
    const held = [list, ...includedLists(policy, list, want)].find(
      (one) => entriesFor(one, want).length > 0,
    );
    this.home = held ?? list;
    this.entry = entriesFor(this.home, want).at(-1) ?? null;
    this.names =
      want.request === null
        ? []
        : [...new Set(requestsByValue(want.arch, want.request).map(({ name }) => name))];
  }

  /** What `--list` would call the place that a remedy changes. */
  targetName(): string {
    const set = this.want.request === null ? null : this.ruleSet();
    return set?.name ?? this.list.name;
  }

  plan(): Plan {
    const { entry, want, options, home: list } = this;
    const asked = isAsked(want) ? want : null;
    const refused = refusedInProfile(this.policy, want);
    if (refused !== null) return { kind: 'impossible', message: refused };
    const changes = this.changes();
    if (!entry) {
      if (want.syscall === 'ioctl' && !asked) return this.unknownRequest(changes);
      const isRequest = asked !== null && want.syscall === 'ioctl';
      if (!isRequest) return this.made([changes.newEntry()]);
      const widening = options.widen === true ? [changes.widenByEntry()] : [];
      return this.made([changes.newRuledEntry(asked), ...widening]);
    }
    const verdict = entryAdmits(entry, want);
    if (verdict.kind === 'allowed') return this.already(entry, verdict.rule?.line ?? entry.line);
    if (verdict.kind === 'unread' && options.widen !== true) {
      return { kind: 'impossible', message: unreadRules(list, entry) };
    }
    if (want.syscall === 'ioctl') {
      if (!asked) return this.unknownRequest(changes);
      const set = this.ruleSet();
      if (set) {
        const widening = options.widen === true ? [changes.widen(entry)] : [];
        return this.made([changes.newRule(set, asked), ...widening]);
      }
    }
    if (options.widen === true) return this.made([changes.widen(entry)]);
    return { kind: 'impossible', message: conditionsInTheWay(list, entry) };
  }

  /** A plan of the changes that the list has a form for. */
  private made(changes: readonly (Change | null)[]): Plan {
    const possible = changes.filter((change) => change !== null);
    if (possible.length > 0) return planOf(this.policy, this.list, possible);
    return { kind: 'impossible', message: noForm(this.list, this.title()) };
  }

  private changes(): Changes {
    const { policy, home: list, want, call } = this;
    const notes = [...this.extra, ...this.otherFilters()];
    const title = (name?: string): string => this.title(name);
    const context: ChangeContext = { policy, list, want, call, title, notes };
    switch (policy.dialect) {
      case 'rust':
        return new ListChanges(context);
      case 'firecracker':
        return new ThreadChanges(context);
      case 'oci':
        return new ProfileChanges(context);
    }
  }

  private ruleSet(): RuleSet | null {
    const open = openRuleSets(this.entry?.ruleSets ?? [], this.want);
    const wanted = this.options.list?.split('::').at(-1);
    const named = open.filter(({ name }) => name !== null && name === wanted);
    return bestRuleSet(named.length > 0 ? named : open, this.want, this.names);
  }

  private already(entry: Entry, line: number): Plan {
    const { home: list, want } = this;
    const cfgs = [list.cfg, entry.cfg].filter(
      (cfg) => cfg !== null && cfgOn(cfg, want.arch) === 'unknown',
    );
    const where = cfgs.length > 0 ? `, where ${cfgs.join(' and ')} holds` : '';
    const replaced = this.policy.dialect === 'rust' && entriesFor(list, want).length > 1;
    const earlier = replaced ? ' (its last entry for it, which wins)' : '';
    const notes = this.otherFilters()
      .map((note) => ` ${note}`)
      .join('');
    const message = `${this.title()} is already allowed in ${list.name} at line ${line}${earlier}${where}.${notes}`;
    return { kind: 'already-allowed', list, entry, line, message };
  }

  private title(name = this.names[0]): string {
    const { request, syscall } = this.want;
    if (request === null) return syscall;
    return `${syscall}(${name ?? `0x${request.toString(16)}`})`;
  }

  /** An ioctl without its request: says how to find it, and widens only where that was asked for. */
  private unknownRequest(changes: Changes): Plan {
    if (this.options.widen === true) {
      const change = this.entry ? changes.widen(this.entry) : changes.widenByEntry();
      return this.made([change]);
    }
    return { kind: 'impossible', message: UNKNOWN_REQUEST };
  }

  /** Filters beside this list's that refuse the call all the same, and a filter that is not known. */
  private otherFilters(): string[] {
    if (this.policy.dialect === 'oci') return withCapabilities(this.list, this.want);
    // Each thread of the JSON has one filter, and it is the list's own.
    if (this.policy.dialect === 'firecracker') return [];
    const denied = listsOn(this.policy, this.want).filter(
      (list) => list.polarity === 'deny' && entriesFor(list, this.want).length > 0,
    );
    const notes = denied.map(({ filter, line }) => {
      const answer = filter?.match ?? 'another action';
      return `Another filter, at line ${line}, answers ${this.want.syscall} with ${answer} all the same.`;
    });
    if (this.list.polarity === 'unknown') {
      notes.push('This file does not tell what the filter does with the calls of this list.');
    }
    return notes;
  }
}

function isAsked(want: Want): want is Asked {
  return want.request !== null;
}
