import * as l10n from '@vscode/l10n';
import { cfgOn } from '../policy/cfg';
import type { Allowlist, Entry, RuleSet } from '../policy/model';
import { isAddedRule } from '../policy/libseccomp';
import { entryAdmits } from './admits';
import { planOf, type Change } from './change';
import { changesOf } from './changes';
import { bestRuleSet, entriesFor, includedLists, listsOn, openRuleSets } from './choose';
import { refusedInProfile, withCapabilities } from './json/profile-notes';
import type { Asked, Changes } from './list-changes';
import { conditionsInTheWay, noForm, unknownRequest, unreadRules } from './messages';
import { ListName } from './list-name';
import type { Job } from './options';
import { impossible, type Plan } from './remedy';
import { requestNames, wantTitle } from './title';

/** The changes that answer a question, or the answer that needs none. */
export type Decision = { readonly changes: readonly Change[] } | { readonly plan: Plan };

/** Decides what one list needs, once it is known that this list is meant. */
export class ListPlanner {
  private readonly entry: Entry | null;
  /** Where that entry stands: the list itself, or one that it takes in. */
  private readonly home: Allowlist;
  private readonly policy: Job['policy'];
  private readonly want: Job['want'];
  private readonly options: Job['options'];

  constructor(
    private readonly job: Job,
    private readonly list: Allowlist,
    private readonly extra: readonly string[],
  ) {
    const { policy, want, options } = job;
    [this.policy, this.want, this.options] = [policy, want, options];
    const held = [list, ...includedLists(policy, list, want)].find(
      (one) => entriesFor(one, want).length > 0,
    );
    this.home = held ?? list;
    this.entry = entriesFor(this.home, want).at(-1) ?? null;
  }

  /** What `--list` would call the place that a remedy changes. */
  targetName(): string {
    const set = this.want.request === null ? null : this.ruleSet();
    return set?.name ?? this.list.name;
  }

  plan(): Plan {
    const decision = this.decide();
    return 'plan' in decision ? decision.plan : planOf(this.policy, decision.changes);
  }

  decide(): Decision {
    const { entry, want, options, home: list } = this;
    const asked = isAsked(want) ? want : null;
    const refused = refusedInProfile(this.policy, want);
    if (refused !== null) return { plan: impossible(refused) };
    const changes = this.changes();
    if (!entry) {
      if (want.syscall === 'ioctl' && !asked) return this.unknownRequest(changes);
      const isRequest = asked !== null && want.syscall === 'ioctl';
      if (!isRequest) return this.made([changes.newEntry()]);
      const widening = options.widen === true ? [changes.widenByEntry()] : [];
      return this.made([changes.newRuledEntry(asked), ...widening]);
    }
    const verdict = entryAdmits(entry, want);
    if (verdict.kind === 'allowed')
      return { plan: this.already(entry, verdict.rule?.line ?? entry.line) };
    if (verdict.kind === 'unread' && options.widen !== true) {
      return { plan: impossible(unreadRules(list, entry)) };
    }
    if (want.syscall === 'ioctl') {
      if (!asked) return this.unknownRequest(changes);
      const set = this.ruleSet();
      if (set) {
        const widening = options.widen === true ? [changes.widen(entry)] : [];
        return this.made([changes.newRule(set, asked), ...widening]);
      }
      // Rules of libseccomp add up: one more is a statement of its own.
      if (isAddedRule(entry)) {
        const widening = options.widen === true ? [changes.widen(entry)] : [];
        return this.made([changes.newRuledEntry(asked), ...widening]);
      }
    }
    if (options.widen === true) return this.made([changes.widen(entry)]);
    return { plan: impossible(conditionsInTheWay(list, entry)) };
  }

  /** A plan of the changes that the list has a form for. */
  private made(changes: readonly (Change | null)[]): Decision {
    const possible = changes.filter((change) => change !== null);
    if (possible.length > 0) return { changes: possible };
    return { plan: impossible(noForm(this.list, wantTitle(this.want))) };
  }

  private changes(): Changes {
    const notes = [...this.extra, ...this.otherFilters()];
    return changesOf({ ...this.job, list: this.home, notes });
  }

  private ruleSet(): RuleSet | null {
    const open = openRuleSets(this.entry?.ruleSets ?? [], this.want);
    const wanted =
      this.options.list === undefined ? null : new ListName(this.policy, this.options.list);
    const named = open.filter((set) => wanted?.fits(set) === true);
    return bestRuleSet(named.length > 0 ? named : open, this.want, requestNames(this.want));
  }

  private already(entry: Entry, line: number): Plan {
    const { home: list, want } = this;
    const cfgs = [list.cfg, entry.cfg].filter(
      (cfg) => cfg !== null && cfgOn(cfg, want.arch) === 'unknown',
    );
    const where = cfgs.length > 0 ? l10n.t(', where {0} holds', cfgs.join(l10n.t(' and '))) : '';
    const replaced = this.policy.dialect === 'rust' && entriesFor(list, want).length > 1;
    const earlier = replaced ? l10n.t(' (its last entry for it, which wins)') : '';
    const notes = this.otherFilters()
      .map((note) => ` ${note}`)
      .join('');
    const message = l10n.t(
      '{0} is already allowed in {1} at line {2}{3}{4}.{5}',
      wantTitle(want),
      list.name,
      line,
      earlier,
      where,
      notes,
    );
    return { kind: 'already-allowed', list: list.name, line, message };
  }

  /** An ioctl without its request: says how to find it, and widens only where that was asked for. */
  private unknownRequest(changes: Changes): Decision {
    if (this.options.widen === true) {
      const change = this.entry ? changes.widen(this.entry) : changes.widenByEntry();
      return this.made([change]);
    }
    return { plan: impossible(unknownRequest()) };
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
      const answer = filter?.match ?? l10n.t('another action');
      return l10n.t(
        'Another filter, at line {0}, answers {1} with {2} all the same.',
        line,
        this.want.syscall,
        answer,
      );
    });
    if (this.list.polarity === 'unknown') {
      notes.push(
        l10n.t('This file does not tell what the filter does with the calls of this list.'),
      );
    }
    return notes;
  }
}

export function isAsked(want: Job['want']): want is Asked {
  return want.request !== null;
}
