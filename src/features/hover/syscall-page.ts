import * as vscode from 'vscode';
import { allSyscalls, syscallByName } from '../../core/abi/syscalls';
import { ARCHES, type Arch, type Syscall } from '../../core/abi/types';
import { code, type Page } from './page';

/** A call: its signature, its number here and on every other architecture, the targets without it. */
export function syscallPage(page: Page, call: Syscall): void {
  page.show(`${call.name}(${call.args?.join(', ') ?? '…'})`, 'c');
  page.say(
    call.abi === null
      ? vscode.l10n.t('System call {0} on {1}, {2} in Rust', ...numbered(call))
      : vscode.l10n.t('System call {0} of {3} on {1}, {2} in Rust', ...numbered(call), call.abi),
  );
  const others = otherNumbers(call);
  if (others.length > 0) {
    page.table([vscode.l10n.t('Number'), vscode.l10n.t('Architectures')], others);
  }
  const lacking = targetsWithout(call);
  if (lacking.length > 0) {
    page.say(
      vscode.l10n.t(
        'The {0} crate has no {1} for {2}.',
        code('libc'),
        code(`SYS_${call.name}`),
        lacking.map(code).join(', '),
      ),
    );
  }
}

function numbered(call: Syscall): [string, string, string] {
  return [`**${call.number}**`, code(call.arch), code(`libc::SYS_${call.name}`)];
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

/** The Rust targets of the call's own architecture on which `libc` does not name it. */
function targetsWithout({ arch, rustTargets }: Syscall): string[] {
  const targets = new Set(allSyscalls(arch).flatMap((other) => other.rustTargets));
  return [...targets].filter((target) => !rustTargets.includes(target)).sort();
}
