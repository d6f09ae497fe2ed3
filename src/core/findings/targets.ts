import * as l10n from '@vscode/l10n';
import { syscallByName } from '../abi/syscalls';
import { ARCHES, type Arch } from '../abi/types';
import { entryCfg as neededCfg } from '../plan/entry-cfg';
import { cfgOn, namesArch } from '../policy/cfg';
import type { Allowlist } from '../policy/allowlist';
import type { Entry } from '../policy/entry';
import type { Context, Draft, FindingFix, FindingRule } from './finding';
import { entryCfg } from './where';

export const noSuchCall: FindingRule = {
  code: 'no-such-call',
  level: 'error',
  title: 'A call that a target does not have',
  help: 'An entry is compiled for an architecture that has no call of its name, so the program does not build there. Such an entry needs a cfg of those architectures that have the call.',
  find: (context) => {
    const told = toldArches(context);
    return context.lists.flatMap((list) =>
      list.entries.flatMap((entry) => lacking(context, list, entry, told)),
    );
  },
};

function lacking(
  context: Context,
  list: Allowlist,
  entry: Entry,
  told: readonly Arch[],
): readonly Draft[] {
  const { syscall, bareNumber } = entry;
  // Container runtimes pass over a name that the kernel's architecture does not have.
  if (context.policy.dialect === 'oci') return [];
  if (syscall === null || bareNumber !== null || isOwn(context, syscall)) return [];
  const cfg = entryCfg(list, entry);
  const has = (arch: Arch): boolean => syscallByName(arch, syscall) !== null;
  // A name that no table has may be newer than the tables.
  if (!ARCHES.some(has)) return [];
  const without = told.filter((arch) => cfgOn(cfg, arch) === 'true' && !has(arch));
  if (without.length === 0) return [];
  const meant = without.some((arch) => namesArch(cfg, arch));
  return [
    {
      span: entry.span,
      message:
        context.policy.dialect === 'firecracker'
          ? l10n.t(
              'There is no `{0}` on {1}: seccompiler refuses the whole file there.',
              syscall,
              without.join(', '),
            )
          : l10n.t(
              'There is no `SYS_{0}` on {1}, where this entry is compiled too.',
              syscall,
              without.join(', '),
            ),
      level: meant ? 'error' : 'warning',
      fix: meant ? null : underCfg(context, list, entry, syscall),
    },
  ];
}

/** The architectures that the source is built for, as far as it tells: those that its cfgs name. */
function toldArches({ policy, lists, arch }: Context): Arch[] {
  const cfgs = [
    ...lists.flatMap((list) => [list.cfg, ...list.entries.map(({ cfg }) => cfg)]),
    ...[...policy.ruleSets, ...policy.constants, ...policy.filters].map(({ cfg }) => cfg),
  ];
  return ARCHES.filter((one) => one === arch || cfgs.some((cfg) => namesArch(cfg, one)));
}

function isOwn({ policy }: Context, syscall: string): boolean {
  const own = [`SYS_${syscall}`, `__NR_${syscall}`];
  return policy.constants.some(({ name }) => own.includes(name));
}

function underCfg(
  { policy, page, arch }: Context,
  list: Allowlist,
  entry: Entry,
  name: string,
): FindingFix | null {
  const call = syscallByName(arch, name);
  const { start } = entry.span;
  if (!call || entry.cfg !== null || policy.dialect !== 'rust') return null;
  const { cfg } = neededCfg(policy, list, call, { byNumber: false });
  const line = page.lines.lineAt(start);
  const before = page.text.slice(page.lines.startOf(line), start);
  if (cfg === null || before.trim() !== '') return null;
  const newText = `#[cfg(${cfg})]${page.eol}${before}`;
  return {
    title: l10n.t('Put it under #[cfg({0})]', cfg),
    edits: [{ start, end: start, newText }],
  };
}
