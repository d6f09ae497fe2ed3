import type * as vscode from 'vscode';
import type { Allowlist } from '../../core/policy/allowlist';
import type { RuleSet } from '../../core/policy/entry';
import { headSpan } from './places';
import type { UncheckedPolicy } from './policy-source';
import { TextLines } from './text-lines';

/** Where lists and functions of rules are declared: each is looked for once in a version of a text. */
export class Heads {
  readonly #lines = new WeakMap<UncheckedPolicy, TextLines>();
  readonly #ranges = new WeakMap<Allowlist | RuleSet, vscode.Range>();

  /** @param target one of the policy's */
  rangeOf(policy: UncheckedPolicy, target: Allowlist | RuleSet): vscode.Range {
    const known = this.#ranges.get(target);
    if (known) return known;
    const range = this.#linesOf(policy).rangeOf(headSpan(policy, target));
    this.#ranges.set(target, range);
    return range;
  }

  #linesOf(policy: UncheckedPolicy): TextLines {
    const known = this.#lines.get(policy);
    if (known) return known;
    const lines = new TextLines(policy.text);
    this.#lines.set(policy, lines);
    return lines;
  }
}
