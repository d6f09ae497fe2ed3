import * as vscode from 'vscode';
import { requestsByName } from '../../core/abi/ioctls';
import { syscallByName, syscallByNumber } from '../../core/abi/syscalls';
import { ARCHES, type Syscall } from '../../core/abi/types';
import { type Constant } from '../../core/policy/model';
import { argumentName, isOnRequest } from '../shared/arguments';
import type { Lens } from '../shared/lens';
import type { UncheckedPolicy } from '../shared/policy-source';
import { conditionAt, holds, requestConditions, type Conditioned } from './conditions';
import { code, Page } from './page';
import { hex, requestPage } from './request-page';
import { syscallPage } from './syscall-page';

const CALL = /\b(?:SYS|__NR)_[a-z_0-9]+\b/;
const CONSTANT = /\b[A-Z][A-Z_0-9]{2,}\b/;
const NUMBER = /\b(?:0[xX][0-9a-fA-F_]+|[0-9][0-9_]*)(?:_?[iu](?:8|16|32|64|128|size))?\b/;

/** Explains calls, requests and the numbers of conditions in Rust sources. */
export class RustHover implements vscode.HoverProvider {
  constructor(private readonly lens: Lens) {}

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.Hover | null> {
    const call = document.getWordRangeAtPosition(position, CALL);
    if (call) return this.#call(document.getText(call), call);
    const constant = document.getWordRangeAtPosition(position, CONSTANT);
    const number = constant ? undefined : document.getWordRangeAtPosition(position, NUMBER);
    const range = constant ?? number;
    if (!range) return null;
    const word = document.getText(range);
    const policy = await this.#policyOf(document);
    if (!policy) return constant ? this.#constant(word, range, null) : null;
    return constant ? this.#constant(word, range, policy) : this.#number(document, range, policy);
  }

  /** Only a file that was found to hold a filter is read: other sources are none of our business. */
  async #policyOf(document: vscode.TextDocument): Promise<UncheckedPolicy | null> {
    const key = document.uri.toString();
    const known = this.lens.policies.sources.some(({ uri }) => uri.toString() === key);
    return known ? this.lens.policies.read(document) : null;
  }

  #call(word: string, range: vscode.Range): vscode.Hover | null {
    const call = this.#callNamed(word);
    if (!call) return null;
    const page = new Page();
    syscallPage(page, call);
    if (call.arch !== this.lens.arch) {
      page.say(vscode.l10n.t('There is no such call on this machine’s {0}.', code(this.lens.arch)));
    }
    return new vscode.Hover(page.markdown, range);
  }

  /** On this machine's architecture, else on the first that has it. */
  #callNamed(name: string): Syscall | null {
    for (const arch of [this.lens.arch, ...ARCHES]) {
      const call = syscallByName(arch, name);
      if (call) return call;
    }
    return null;
  }

  /** A request by name: what the tables say, and what this file says where that is something else. */
  #constant(
    name: string,
    range: vscode.Range,
    policy: UncheckedPolicy | null,
  ): vscode.Hover | null {
    const { arch } = this.lens;
    const named = requestsByName(arch, name);
    const own = policy?.constants.filter((it) => it.name === name && it.value !== null) ?? [];
    const isRequest = policy !== null && requestConditions(policy).some((it) => it.name === name);
    if (named.length === 0 && !(isRequest && own.length > 0)) return null;
    const page = new Page();
    const values = new Set(named.map(({ value }) => value));
    const [ownValue] = own.map(valueOf);
    if (values.size === 0 && ownValue !== undefined) values.add(ownValue);
    [...values].forEach((value, index) => {
      if (index > 0) page.rule();
      requestPage(page, arch, value);
    });
    for (const constant of own) {
      const value = valueOf(constant);
      if (named.length > 0 && !named.some((it) => it.value === value)) {
        page
          .rule()
          .say(
            vscode.l10n.t(
              '**This file says {0}, and {1} is {2} on {3}.**',
              code(hex(value)),
              code(name),
              [...values].map((it) => code(hex(it))).join(vscode.l10n.t(' or ')),
              code(arch),
            ),
          );
      }
    }
    return new vscode.Hover(page.markdown, range);
  }

  #number(
    document: vscode.TextDocument,
    range: vscode.Range,
    policy: UncheckedPolicy,
  ): vscode.Hover | null {
    const start = document.offsetAt(range.start);
    const word = document.getText(range);
    const entry = policy.lists.flatMap((it) => it.entries).find((it) => holds(it, start));
    const condition = conditionAt(policy, start);
    if (condition) return this.#conditionNumber(condition, start, range, word);
    if (entry?.bareNumber !== Number(word.replaceAll('_', '').replace(/(?<![iu])[iu]\w+$/, ''))) {
      return this.#constantNumber(policy, start, range);
    }
    const call = syscallByNumber(this.lens.arch, entry.bareNumber);
    const page = new Page();
    if (call) syscallPage(page, call);
    else {
      page.say(
        vscode.l10n.t('The table of {0} has no call {1}.', code(this.lens.arch), entry.bareNumber),
      );
    }
    return new vscode.Hover(page.markdown, range);
  }

  /** Of `Cond::new(1, ArgLen::Dword, Eq, 0xae80)`: the argument's number, or the value. */
  #conditionNumber(
    { condition, syscall }: Conditioned,
    start: number,
    range: vscode.Range,
    word: string,
  ): vscode.Hover | null {
    const page = new Page();
    if (condition.valueSpan && holds({ span: condition.valueSpan }, start)) {
      if (!isOnRequest(syscall, condition) || condition.value === null) return null;
      requestPage(page, this.lens.arch, Number(BigInt.asUintN(32, condition.value)));
    } else {
      if (syscall === null || condition.arg === null || String(condition.arg) !== word) return null;
      page.say(
        vscode.l10n.t(
          'Argument {0} of {1}: {2}',
          condition.arg,
          code(syscall),
          code(argumentName(this.lens.arch, syscall, condition.arg)),
        ),
      );
    }
    return new vscode.Hover(page.markdown, range);
  }

  /** The value in `pub const KVM_RUN: u64 = 0xae80;`. */
  #constantNumber(
    policy: UncheckedPolicy,
    start: number,
    range: vscode.Range,
  ): vscode.Hover | null {
    const constant = policy.constants.find((it) => holds(it, start));
    return constant ? this.#constant(constant.name, range, policy) : null;
  }
}

/** As the 32 bits that the kernel looks at. */
function valueOf({ value }: Constant): number {
  return Number(BigInt.asUintN(32, value ?? 0n));
}
