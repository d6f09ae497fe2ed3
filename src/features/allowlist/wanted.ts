import { syscallByName } from '../../core/abi/syscalls';
import { ARCHES, type Arch } from '../../core/abi/types';
import { pathOf } from '../../core/plan/list-name';
import type { Want } from '../../core/plan/remedy';
import type { Allowlist } from '../../core/policy/allowlist';
import type { EntryNode, RuleNode } from './nodes';

/** Of `ioctl(fd, cmd, arg)`, counted from 0. */
const REQUEST_ARGUMENT = 1;
const WORD = 0xffff_ffffn;

/** What a row stands for, as the planner is asked for it; null for a number that no table has. */
export function wantOfRow(node: EntryNode | RuleNode, arch: Arch): Want | null {
  const { syscall } = node.entry;
  if (syscall === null) return null;
  const named = [arch, ...ARCHES].find((one) => syscallByName(one, syscall) !== null);
  if (!named) return null;
  const request = node.kind === 'rule' ? requestOf(node) : null;
  return { arch: named, syscall, request, comm: null };
}

/** Whether the planner can take this one rule out: it is about one request of ioctl. */
export function isRequestRule(node: RuleNode): boolean {
  return requestOf(node) !== null;
}

function requestOf({ syscall, rule }: RuleNode): number | null {
  if (syscall !== 'ioctl') return null;
  const value = rule.conditions.find(
    ({ arg, op }) => arg === REQUEST_ARGUMENT && op === 'eq',
  )?.value;
  return value === undefined || value === null ? null : Number(value & WORD);
}

/** The list's name as the planner tells it from every other of its file. */
export function listNameOf(list: Allowlist): string {
  return `${pathOf(list)}:${list.line}`;
}
