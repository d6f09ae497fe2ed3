import * as vscode from 'vscode';
import type { Arch } from '../../core/abi/types';
import type { CmpOp, Condition, Entry, Rule } from '../../core/policy/entry';
import { argumentName, isOnRequest } from '../shared/arguments';

const SIGNS: Record<CmpOp, string> = {
  eq: '=',
  ne: '≠',
  lt: '<',
  le: '≤',
  gt: '>',
  ge: '≥',
  masked_eq: '=',
};
/** More values than this are counted, not listed: a row is one short line. */
const VALUES_LISTED = 3;

/** `fd = 1`, `flags & 0x3 = libc::O_RDONLY`; of an ioctl's request its name alone, for a row is narrow. */
function conditionWords(arch: Arch, syscall: string | null, it: Condition): string {
  if (isOnRequest(syscall, it) && it.op === 'eq') return it.text;
  const mask = it.mask === null ? '' : ` & 0x${it.mask.toString(16)}`;
  return `${argumentName(arch, syscall, it.arg)}${mask} ${it.op ? SIGNS[it.op] : '?'} ${it.text}`;
}

/** The conditions of a rule, all of which must hold. */
export function ruleWords(arch: Arch, syscall: string | null, rule: Rule): string {
  return rule.conditions
    .map((condition) => conditionWords(arch, syscall, condition))
    .join(` ${vscode.l10n.t('and')} `);
}

/** What limits an entry, in a few words; empty where nothing does. */
export function entryWords(arch: Arch, { syscall, rules, helper }: Entry): string {
  if (rules === null) return '';
  const [first] = rules;
  if (!first) return helper === null ? '' : vscode.l10n.t('rules of {0}', helper);
  const [condition] = first.conditions;
  const arg = condition?.arg ?? null;
  const isAlike = arg !== null && rules.every((rule) => comparesOnly(rule, arg));
  if (condition && isAlike && isOnRequest(syscall, condition)) {
    return rules.length === 1
      ? vscode.l10n.t('1 request')
      : vscode.l10n.t('{0} requests', rules.length);
  }
  if (rules.length === 1) return ruleWords(arch, syscall, first);
  if (!isAlike) return vscode.l10n.t('{0} rules', rules.length);
  const name = argumentName(arch, syscall, arg);
  return rules.length > VALUES_LISTED
    ? vscode.l10n.t('{0}: {1} values', name, rules.length)
    : `${name} = ${rules.map((rule) => rule.conditions[0]?.text).join(` ${vscode.l10n.t('or')} `)}`;
}

function comparesOnly({ conditions }: Rule, arg: number): boolean {
  const [condition, ...more] = conditions;
  return more.length === 0 && condition?.arg === arg && condition.op === 'eq';
}
