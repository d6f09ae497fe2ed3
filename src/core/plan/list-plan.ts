import * as l10n from '@vscode/l10n';
import { cfgOn } from '../policy/cfg';
import type { Allowlist } from '../policy/allowlist';
import type { Entry, Rule, RuleSet } from '../policy/entry';
import { addsUp } from '../policy/libseccomp';
import { entryAdmits } from './admits';
import { isAsked, planOf, type Change } from './change';
import { changesOf } from './changes';
import { bestRuleSet, entriesFor, includedLists, openRuleSets } from './choose';
import { refusedInProfile } from './json/profile-notes';
import { askThere, inFile, jobIn, listIn, ruleSetIn } from './elsewhere';
import type { Asked, Changes } from './change';
import { conditionsInTheWay, noForm, unknownRequest, unreadRules } from './messages';
import { ListName } from './list-name';
import type { Job } from './options';
import { otherFilters } from './other-filters';
import { impossible, type Plan } from './remedy';
import { takenAway } from './taken-away';
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
    if (list.file !== null) return { plan: this.planIn(list, list.file) };
    const asked = isAsked(want) ? want : null;
    const refused = refusedInProfile(this.policy, want);
    if (refused !== null) return { plan: impossible(refused) };
    const taken = takenAway(this.list, want);
    if (taken !== null) return { plan: impossible(taken) };
    const changes = this.changes();
    if (!entry) {
      if (want.syscall === 'ioctl' && !asked) return this.unknownRequest(changes);
      const isRequest = asked !== null && want.syscall === 'ioctl';
      if (!isRequest) return this.made([changes.newEntry()]);
      const widening = options.widen === true ? [changes.widenByEntry()] : [];
      return this.made([changes.newRuledEntry(asked), ...widening]);
    }
    const verdict = entryAdmits(entry, want);
    if (verdict.kind === 'allowed') return { plan: this.already(entry, verdict.rule) };
    if (verdict.kind === 'unread' && options.widen !== true) {
      return { plan: impossible(unreadRules(list, entry)) };
    }
    if (want.syscall === 'ioctl') {
      if (!asked) return this.unknownRequest(changes);
      const set = this.ruleSet();
      if (set) {
        const widening = options.widen === true ? [changes.widen(entry)] : [];
        if (set.file !== null) return { plan: this.ruleIn(set, set.file, asked, widening) };
        return this.made([changes.newRule(set, asked), ...widening]);
      }
      // Where rules add up, as libseccomp's do, one more is a statement of its own.
      if (addsUp(entry)) {
        const widening = options.widen === true ? [changes.widen(entry)] : [];
        return this.made([changes.newRuledEntry(asked), ...widening]);
      }
    }
    if (options.widen === true) return this.made([changes.widen(entry)]);
    return { plan: impossible(conditionsInTheWay(list, entry)) };
  }

  /** The same question to a list of another file. */
  private planIn(list: Allowlist, file: string): Plan {
    const allowed = this.allowed();
    if (allowed) return allowed;
    const job = jobIn(this.job, file);
    const twin = job && listIn(job.policy, list);
    if (!twin) return askThere(list.name, file);
    return inFile(new ListPlanner(job, twin, this.extra).plan(), file);
  }

  private allowed(): Plan | null {
    const verdict = this.entry && entryAdmits(this.entry, this.want);
    return this.entry && verdict?.kind === 'allowed'
      ? this.already(this.entry, verdict.rule)
      : null;
  }

  /** A rule in a function of another file, spelled as that file spells its own. */
  private ruleIn(
    set: RuleSet,
    file: string,
    want: Asked,
    widening: readonly (Change | null)[],
  ): Plan {
    const job = jobIn(this.job, file);
    const twin = job && ruleSetIn(job.policy, set);
    if (!twin) return askThere(set.name ?? this.home.name, file);
    const notes = [...this.extra, ...otherFilters(this.policy, this.list, this.want)];
    const change = changesOf({ ...job, list: this.home, notes }).newRule(twin, want);
    if (!change) return impossible(noForm(this.home, wantTitle(want)));
    const there = inFile(planOf(job.policy, [change]), file);
    const wider = widening.filter((one) => one !== null);
    if (there.kind !== 'remedies' || wider.length === 0) return there;
    const here = planOf(this.policy, wider);
    const more = here.kind === 'remedies' ? here.remedies : [];
    return { kind: 'remedies', remedies: [...there.remedies, ...more] };
  }

  /** A plan of the changes that the list has a form for. */
  private made(changes: readonly (Change | null)[]): Decision {
    const possible = changes.filter((change) => change !== null);
    if (possible.length > 0) return { changes: possible };
    return { plan: impossible(noForm(this.list, wantTitle(this.want))) };
  }

  private changes(): Changes {
    const notes = [...this.extra, ...otherFilters(this.policy, this.list, this.want)];
    return changesOf({ ...this.job, list: this.home, notes });
  }

  private ruleSet(): RuleSet | null {
    const isOpen = this.options.fileOf === undefined ? isOwn : () => true;
    const open = openRuleSets(this.entry?.ruleSets ?? [], this.want).filter(isOpen);
    const wanted =
      this.options.list === undefined ? null : new ListName(this.policy, this.options.list);
    const named = open.filter((set) => wanted?.fits(set) === true);
    return bestRuleSet(named.length > 0 ? named : open, this.want, requestNames(this.want));
  }

  private already(entry: Entry, rule: Rule | null): Plan {
    const { home: list, want } = this;
    const line = rule?.line ?? entry.line;
    const set = rule && entry.ruleSets.find(({ rules }) => rules.includes(rule));
    const file = set ? set.file : list.file;
    const cfgs = [list.cfg, entry.cfg, rule?.cfg ?? null].filter(
      (cfg) => cfg !== null && cfgOn(cfg, want.arch) === 'unknown',
    );
    const where = cfgs.length > 0 ? l10n.t(', where {0} holds', cfgs.join(l10n.t(' and '))) : '';
    const replaced = this.policy.dialect === 'rust' && entriesFor(list, want).length > 1;
    const earlier = replaced ? l10n.t(' (its last entry for it, which wins)') : '';
    const notes = otherFilters(this.policy, this.list, this.want)
      .map((note) => ` ${note}`)
      .join('');
    const message = l10n.t(
      '{0} is already allowed in {1} at {2}{3}{4}.{5}',
      wantTitle(want),
      list.name,
      placed(file, line),
      earlier,
      where,
      notes,
    );
    return { kind: 'already-allowed', list: list.name, file, line, message };
  }

  /** An ioctl without its request: says how to find it, and widens only where that was asked for. */
  private unknownRequest(changes: Changes): Decision {
    if (this.options.widen === true) {
      const change = this.entry ? changes.widen(this.entry) : changes.widenByEntry();
      return this.made([change]);
    }
    return { plan: impossible(unknownRequest()) };
  }
}

function placed(file: string | null, line: number): string {
  return file === null ? l10n.t('line {0}', line) : `${file}:${line}`;
}

function isOwn({ file }: RuleSet): boolean {
  return file === null;
}
