import * as l10n from '@vscode/l10n';
import { equivalentsOf } from '../abi/equivalents';
import { syscallByName } from '../abi/syscalls';
import type { Arch, Syscall } from '../abi/types';
import type { Allowlist } from '../policy/allowlist';
import type { Policy } from '../policy/model';
import { ComposedEdits } from '../text/compose';
import { applyEdits } from '../text/edits';
import { allows, chooseList } from './choose-list';
import { builtFor } from './entry-cfg';
import { counted, listed } from './force';
import { pathOf } from './list-name';
import type { PlanOptions } from './options';
import { Page } from './page';
import { planFor } from './plan';
import type { Plan, Remedy, Want } from './remedy';

/** Reads one version of a source. */
export type ReadPolicy = (text: string, arch: Arch) => Policy;

/**
 * A call, and those that another libc or architecture makes for the same purpose, each under the cfg
 * that it needs: one remedy, which allows more than was seen.
 * @returns the plan of the call alone where its list lacks none of them
 */
export function planWithCompanions(
  read: ReadPolicy,
  text: string,
  want: Want,
  options: PlanOptions = {},
): Plan {
  const policy = read(text, want.arch);
  const alone = planFor(policy, want, options);
  const call = syscallByName(want.arch, want.syscall);
  if (!call || (alone.kind !== 'remedies' && alone.kind !== 'already-allowed')) return alone;
  const page = new Page(text, options.format);
  const choice = chooseList({ policy, page, want, call, options });
  if ('plan' in choice) return alone;
  const companions = companionsOf(policy, choice.list, want);
  if (companions.length === 0) return alone;
  const at = policy.lists.indexOf(choice.list);
  // What another file lists is added to there.
  if (at < 0) return alone;
  const steps = new Steps(read, text, at, options);
  for (const one of [want, ...companions]) steps.add(one);
  return steps.plan(want, pathOf(choice.list)) ?? alone;
}

/** The calls for the same purpose that some target of the file has and the list has not. */
function companionsOf(policy: Policy, list: Allowlist, want: Want): readonly Want[] {
  const arches = [want.arch, ...builtFor(policy, list, want.arch)];
  return equivalentsOf(want.syscall).flatMap((name) => {
    const call = arches.map((arch) => syscallByName(arch, name)).find(isNamed);
    if (!call) return [];
    // A link of a chain can be under no cfg, which builds without the call would need.
    const everywhere = arches.every((arch) => isNamed(syscallByName(arch, name)));
    if (list.layout.kind === 'chain' && !everywhere) return [];
    const companion = { arch: call.arch, syscall: name, request: null, comm: want.comm };
    return allows(policy, list, companion) ? [] : [companion];
  });
}

function isNamed(call: Syscall | null): call is Syscall {
  return call !== null && call.rustTargets.length > 0;
}

/** Entries added to one list one after another, each to the text that the one before it left. */
class Steps {
  private readonly composed: ComposedEdits;
  private readonly done: Remedy[] = [];
  private readonly calls: string[] = [];

  constructor(
    private readonly read: ReadPolicy,
    private text: string,
    private readonly at: number,
    private readonly options: PlanOptions,
  ) {
    this.composed = new ComposedEdits(text.length);
  }

  /** Leaves out what the list has, and what cannot be added to it. */
  add(want: Want): void {
    const policy = this.read(this.text, want.arch);
    const list = policy.lists[this.at];
    if (!list) return;
    const named = { list: `${pathOf(list)}:${list.line}`, kind: 'allow', withCfg: true } as const;
    const plan = planFor(policy, want, { ...this.options, ...named });
    const remedy = plan.kind === 'remedies' ? plan.remedies[0] : undefined;
    if (remedy?.file !== null) return;
    this.composed.add(remedy.edits);
    this.text = applyEdits(this.text, remedy.edits);
    this.done.push(remedy);
    this.calls.push(want.syscall);
  }

  /** null where nothing was added. */
  plan({ syscall }: Want, path: string): Plan | null {
    const [first] = this.done;
    if (!first) return null;
    const others = this.calls.filter((call) => call !== syscall);
    if (others.length === 0) return { kind: 'remedies', remedies: this.done };
    const warnings = this.done.flatMap((remedy) => remedy.warnings);
    const remedy: Remedy = {
      kind: 'allow',
      title: l10n.t('Allow {0} in {1}', listed([...new Set([syscall, ...others])]), path),
      force: l10n.t(
        'Lets `{0}` through in {1}, and {2}, which other targets make instead.',
        syscall,
        path,
        listed(others.map((one) => `\`${one}\``)),
      ),
      list: first.list,
      file: null,
      line: first.line,
      edits: this.composed.edits,
      warnings: [
        l10n.t('{0} beside the one seen: {1}.', counted(others.length, 'call'), listed(others)),
        ...new Set(warnings),
      ],
      widens: true,
    };
    return { kind: 'remedies', remedies: [remedy] };
  }
}
