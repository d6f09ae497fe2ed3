import * as vscode from 'vscode';
import { allRequests, parseRequest } from '../../core/abi/ioctls';
import { allSyscalls, syscallSignature } from '../../core/abi/syscalls';
import type { Arch } from '../../core/abi/types';
import type { Want } from '../../core/plan/remedy';
import type { Allowlist } from '../../core/policy/allowlist';
import { oneLine } from '../../core/text/untrusted';
import type { Lens } from '../shared/lens';
import { fileInPick, inPick } from '../shared/notify';
import { qualifiedName } from '../shared/places';
import { allowlistNodes } from './make-nodes';
import type { ListNode } from './nodes';

/** Asks which list of the workspace is meant, unless there is one only. */
export async function pickList(lens: Lens): Promise<ListNode | null> {
  await lens.policies.discover();
  const { sources } = lens.policies;
  const lists = allowlistNodes(sources, [], lens.arch)
    .flatMap(({ children }) => children)
    .filter((node) => node.kind === 'list');
  if (lists.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('No seccomp allowlist was found in this workspace.'),
    );
  }
  if (lists.length <= 1) return lists[0] ?? null;
  const items = lists.map((node) => ({
    node,
    label: inPick(qualifiedName(node.list)),
    description: `${fileInPick(node.file.source.uri)}:${node.list.line}`,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Add to Allowlist'),
    placeHolder: vscode.l10n.t('The list that is to have one call more'),
    matchOnDescription: true,
  });
  return picked?.node ?? null;
}

/** Asks for a call that the list does not let through whatever its arguments, and for ioctl's request. */
export async function pickCall(arch: Arch, list: Allowlist): Promise<Want | null> {
  const there = new Set(
    list.entries.filter(({ rules }) => rules === null).map(({ syscall }) => syscall),
  );
  const items = allSyscalls(arch)
    .filter(({ name }) => !there.has(name))
    .map((call) => ({
      call,
      label: call.name,
      description: `${call.number} · ${syscallSignature(call)}`,
    }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Add to {0}', oneLine(qualifiedName(list))),
    placeHolder: vscode.l10n.t('A system call of {0}, by its name or number', arch),
    matchOnDescription: true,
  });
  if (!picked) return null;
  const syscall = picked.call.name;
  if (syscall !== 'ioctl') return { arch, syscall, request: null, comm: null };
  const request = await pickRequest(arch);
  return request === null ? null : { arch, syscall, request, comm: null };
}

interface RequestItem extends vscode.QuickPickItem {
  readonly value: number;
}

/** Asks for a request: one that the tables name, or a number as it is typed. */
function pickRequest(arch: Arch): Promise<number | null> {
  const named = allRequests(arch).map(({ name, value, source }): RequestItem => {
    return { value, label: name, description: `${hexOf(value)} · ${source}` };
  });
  const box = vscode.window.createQuickPick<RequestItem>();
  box.title = vscode.l10n.t('Add a request of ioctl');
  box.placeholder = vscode.l10n.t('A request by its name, or its number: KVM_RUN, 0xae80');
  box.matchOnDescription = true;
  box.items = named;
  box.onDidChangeValue((text) => {
    const value = /^\s*\S*\d/.test(text) ? parseRequest(arch, text) : null;
    const isNamed = value === null || named.some((one) => one.value === value);
    box.items = isNamed
      ? named
      : [{ value, label: hexOf(value), description: text, alwaysShow: true }, ...named];
  });
  return new Promise((resolve) => {
    box.onDidAccept(() => {
      resolve(box.selectedItems[0]?.value ?? null);
      box.hide();
    });
    box.onDidHide(() => {
      resolve(null);
      box.dispose();
    });
    box.show();
  });
}

function hexOf(value: number): string {
  return `0x${value.toString(16)}`;
}
