import * as vscode from 'vscode';
import { syscallByName } from '../../core/abi/syscalls';
import type { Arch } from '../../core/abi/types';
import type { Policy } from '../../core/policy/model';
import type { Lens } from '../shared/lens';
import type { PolicySource } from '../shared/policy-source';
import { mayHoldFilter } from '../shared/source-kinds';
import { TextLines } from '../shared/text-lines';

/** Behind each `SYS_` name of an allowlist its number on this machine's architecture. */
export class NumberHints {
  readonly #hints = new WeakMap<Policy, readonly vscode.InlayHint[]>();

  constructor(private readonly lens: Lens) {}

  async provideInlayHints(
    document: vscode.TextDocument,
    range: vscode.Range,
  ): Promise<vscode.InlayHint[]> {
    if (!mayHoldFilter(document)) return [];
    const source = await this.lens.policies.readSource(document);
    let hints = this.#hints.get(source.policy);
    if (!hints) this.#hints.set(source.policy, (hints = hintsOf(source, this.lens.arch)));
    return hints.filter(({ position }) => range.contains(position));
  }
}

function hintsOf({ policy: { lists, text }, ask }: PolicySource, arch: Arch): vscode.InlayHint[] {
  const lines = new TextLines(text);
  const entries = new Set(lists.flatMap((list) => list.entries));
  return [...entries].flatMap(({ keySpan, syscall, cfg }) => {
    const isNamed = /\bSYS_\w+$/.test(text.slice(keySpan.start, keySpan.end));
    if (!isNamed || syscall === null || (cfg !== null && ask.cfgOn(cfg, arch) === 'false'))
      return [];
    const call = syscallByName(arch, syscall);
    if (!call) return [];
    const hint = new vscode.InlayHint(lines.positionAt(keySpan.end), String(call.number));
    hint.paddingLeft = true;
    hint.tooltip = vscode.l10n.t('number {0} on {1}', call.number, arch);
    return [hint];
  });
}
