import * as vscode from 'vscode';
import { allSyscalls, syscallByName } from '../../core/abi/syscalls';
import { ARCHES, type Arch, type Syscall } from '../../core/abi/types';
import { code, type Page } from './page';

/** A call: its signature, its number here and on every other architecture, the targets without it. */
export function syscallPage(page: Page, call: Syscall): void {
  const { name, number, arch, abi, rustTargets } = call;
  page.show(`${name}(${call.args?.join(', ') ?? '…'})`, 'c');
  const where = abi === null ? code(arch) : vscode.l10n.t('{0} ({1})', code(arch), abi);
  const words = vscode.l10n.t('System call {0} on {1}', `**${number}**`, where);
  page.say(
    rustTargets.length === 0
      ? words
      : vscode.l10n.t('{0}, {1} in Rust', words, code(`libc::SYS_${name}`)),
  );
  const others = otherNumbers(call);
  if (others.length > 0) {
    page.table([vscode.l10n.t('Number'), vscode.l10n.t('Architectures')], others);
  }
  const { having, lacking } = targetsOf(name);
  if (lacking.length > 0) page.say(targetWords(code(`SYS_${name}`), having, lacking));
}

/** By the shorter of the two lists. */
function targetWords(constant: string, having: string[], lacking: string[]): string {
  const libc = code('libc');
  if (having.length === 0) {
    return vscode.l10n.t('The {0} crate has no {1} for any target.', libc, constant);
  }
  const list = (targets: string[]) => targets.map(code).join(', ');
  return having.length < lacking.length
    ? vscode.l10n.t('The {0} crate has {1} only for {2}.', libc, constant, list(having))
    : vscode.l10n.t('The {0} crate has no {1} for {2}.', libc, constant, list(lacking));
}

/** The other architectures by the number that they give the call; last those that have none. */
function otherNumbers(call: Syscall): string[][] {
  const byNumber = new Map<string, Arch[]>();
  const without: Arch[] = [];
  for (const arch of ARCHES) {
    if (arch === call.arch) continue;
    const there = syscallByName(arch, call.name);
    if (!there) without.push(arch);
    else byNumber.set(String(there.number), [...(byNumber.get(String(there.number)) ?? []), arch]);
  }
  const rows = [...byNumber].map(([number, arches]) => [number, arches.map(code).join(' ')]);
  if (without.length > 0) rows.push([vscode.l10n.t('none'), without.map(code).join(' ')]);
  return rows;
}

/** The Rust targets on whose architectures there is the call: with a name for it in `libc`, and without. */
function targetsOf(name: string): { having: string[]; lacking: string[] } {
  const having: string[] = [];
  const lacking: string[] = [];
  for (const arch of ARCHES) {
    const call = syscallByName(arch, name);
    if (!call) continue;
    const targets = new Set(allSyscalls(arch).flatMap(({ rustTargets }) => rustTargets));
    for (const target of [...targets].sort()) {
      (call.rustTargets.includes(target) ? having : lacking).push(target);
    }
  }
  return { having, lacking };
}
