import { syscallByName } from '../core/abi/syscalls';
import type { Arch } from '../core/abi/types';
import { type InForce, PolicyInForce } from '../core/compare/in-force';
import { stateWords } from '../core/compare/state';
import type { Entry, Rule } from '../core/policy/entry';
import type { Policy } from '../core/policy/model';

/** An object of `allowlist --json`: what the source says, and what of it is in force. */
export function policyAsJson(file: string, policy: Policy, arch: Arch): object {
  const force = new PolicyInForce(policy, arch);
  return {
    file,
    lists: policy.lists.map((list) => ({
      name: list.name,
      line: list.line,
      form: list.form,
      polarity: list.polarity,
      mismatch: list.filter?.mismatch ?? null,
      serves: list.serves,
      entries: list.entries.map((entry) => ({
        syscall: entry.syscall,
        number: numberOf(entry, arch),
        line: entry.line,
        cfg: entry.cfg,
        rules: entry.rules?.map(ruleAsJson) ?? null,
        helper: entry.helper,
      })),
      inForce: forceAsJson(force.of(list)),
    })),
    constants: policy.constants.map(({ name, value, line }) => ({
      name,
      value: value === null ? null : hexOf(value),
      line,
    })),
  };
}

function forceAsJson({ calls, others, unread }: InForce): object {
  return {
    calls: calls.map(({ syscall, state, entries, assumed, secondFilters }) => ({
      syscall,
      state: state.kind === 'plain' ? state.reach : state.kind,
      // Of several entries the last is in force.
      rules:
        state.kind === 'conditional'
          ? (entries.at(-1)?.entry.rules?.map(ruleAsJson) ?? null)
          : null,
      meaning: stateWords(state),
      entries: entries.map(({ list: holder, entry, wins }) => ({
        list: holder.name,
        file: holder.file,
        line: entry.line,
        wins,
      })),
      assumed,
      notes: secondFilters.map(({ message }) => message),
    })),
    others: stateWords(others),
    unread,
  };
}

function ruleAsJson(rule: Rule): object {
  return {
    conditions: rule.conditions.map(({ arg, len, op, mask, value, name }) => ({
      arg,
      len,
      op,
      ...(op === 'masked_eq' ? { mask: mask === null ? null : hexOf(mask) } : {}),
      value: value === null ? null : hexOf(value),
      name,
    })),
  };
}

function numberOf({ bareNumber, syscall }: Entry, arch: Arch): number | null {
  return bareNumber ?? (syscall === null ? null : (syscallByName(arch, syscall)?.number ?? null));
}

/** Two's complement of 64 bits, as the kernel compares. */
export function hexOf(value: bigint): string {
  return `0x${BigInt.asUintN(64, value).toString(16)}`;
}
