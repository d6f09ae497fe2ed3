import { syscallByName } from '../core/abi/syscalls';
import type { Arch } from '../core/abi/types';
import type { Allowlist, Condition, Entry, Policy, Rule } from '../core/policy/model';
import type { RustParser } from '../core/policy/parser';
import { readPolicy } from '../core/policy/read';
import { oneLine } from '../core/text/untrusted';
import { loadRustParser } from '../host/rust-parser';
import { SourceError } from '../host/source-file';
import { readRust } from './inputs';
import { chosenArch, type Machine } from './machine';
import { CliError, EXIT, styled, writeJson, writeLine, writeNote } from './output';
import type { CliIo, ExitCode } from './output';

/** The options of `allowlist` as commander gives them. */
export interface AllowlistOptions {
  readonly arch?: string;
  readonly json?: true;
}

/**
 * `allowlist`: what Rust sources allow.
 * @returns 1 where none of them holds a list, 2 where one cannot be read; the others are then shown
 */
export async function allowlistCommand(
  sources: readonly string[],
  options: AllowlistOptions,
  io: CliIo,
  machine: Machine,
): Promise<ExitCode> {
  const arch = chosenArch(options.arch, machine.arch);
  const parser = await loadRustParser(machine.wasmFolder);
  const statuses = new Set<ExitCode>();
  try {
    for (const source of sources) statuses.add(await show(source, arch, options, io, parser));
  } finally {
    parser.dispose();
  }
  if (statuses.has(EXIT.usage)) return EXIT.usage;
  return statuses.has(EXIT.ok) ? EXIT.ok : EXIT.nothing;
}

async function show(
  source: string,
  arch: Arch,
  options: AllowlistOptions,
  io: CliIo,
  parser: RustParser,
): Promise<ExitCode> {
  let text;
  try {
    ({ text } = await readRust(source, io));
  } catch (error) {
    if (!(error instanceof SourceError || error instanceof CliError)) throw error;
    writeNote(io, oneLine(error.message));
    return EXIT.usage;
  }
  const policy = readPolicy(parser, text, arch);
  for (const { line, message } of policy.problems) {
    writeNote(io, `${oneLine(source)}:${line}: ${oneLine(message)}`);
  }
  if (options.json) await writeJson(io, asJson(source, policy, arch));
  else await writeWords(io, source, policy);
  if (policy.lists.length > 0) return EXIT.ok;
  writeNote(io, `${oneLine(source)} holds no allowlist.`);
  return EXIT.nothing;
}

function asJson(file: string, policy: Policy, arch: Arch): object {
  return {
    file,
    lists: policy.lists.map((list) => ({
      name: list.name,
      line: list.line,
      form: list.form,
      polarity: list.polarity,
      mismatch: list.filter?.mismatch ?? null,
      entries: list.entries.map((entry) => ({
        syscall: entry.syscall,
        number: numberOf(entry, arch),
        line: entry.line,
        cfg: entry.cfg,
        rules: entry.rules?.map(ruleAsJson) ?? null,
        helper: entry.helper,
      })),
    })),
    constants: policy.constants.map(({ name, value, line }) => ({
      name,
      value: value === null ? null : hexOf(value),
      line,
    })),
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
function hexOf(value: bigint): string {
  return `0x${BigInt.asUintN(64, value).toString(16)}`;
}

async function writeWords(io: CliIo, source: string, policy: Policy): Promise<void> {
  for (const list of policy.lists) {
    await writeLine(io, heading(io, source, list));
    const width = Math.max(0, ...list.entries.map((entry) => titleOf(entry).length));
    for (const entry of list.entries) {
      for (const line of entryLines(io, entry, width)) await writeLine(io, line);
    }
    await writeLine(io, '');
  }
}

const POLARITY = { allow: 'allowlist', deny: 'denylist', unknown: 'list' } as const;

function heading(io: CliIo, source: string, list: Allowlist): string {
  const name = [...list.modules, list.name].join('::');
  const count = list.entries.length === 1 ? '1 entry' : `${list.entries.length} entries`;
  const { match, mismatch } = list.filter ?? { match: null, mismatch: null };
  const facts = [
    `${POLARITY[list.polarity]} of ${count}`,
    ...(list.polarity === 'deny' && match ? [`each gets ${match}`] : []),
    ...(mismatch ? [`every other call: ${mismatch}`] : []),
    ...(list.cfg === null ? [] : [oneLine(list.cfg)]),
  ];
  const place = styled(io, 'dim', `${oneLine(source)}:${list.line}`);
  return `${styled(io, 'bold', oneLine(name))}  ${facts.join(', ')}  ${place}`;
}

function titleOf({ syscall, bareNumber }: Entry): string {
  return oneLine(syscall ?? (bareNumber === null ? '?' : String(bareNumber)));
}

function entryLines(io: CliIo, entry: Entry, width: number): readonly string[] {
  const cfg = entry.cfg === null ? '' : styled(io, 'dim', `  ${oneLine(entry.cfg)}`);
  const title = titleOf(entry);
  if (entry.rules === null) return [`  ${title}${cfg}`];
  const [first = 'never: its rules are empty or unknown', ...more] = entry.rules.map(
    ({ conditions }) => conditions.map(conditionWords).join(' and '),
  );
  const padded = title.padEnd(width);
  return [
    `  ${padded}  if ${first}${cfg}`,
    ...more.map((rule) => `  ${' '.repeat(width)}  or ${rule}`),
  ];
}

const OPERATORS = { eq: '==', ne: '!=', lt: '<', le: '<=', gt: '>', ge: '>=' } as const;

function conditionWords({ arg, op, mask, value, text, name }: Condition): string {
  const subject = `argument ${arg ?? '?'}`;
  const known = name !== null && value !== null ? ` (${hexOf(value)})` : '';
  const right = `${oneLine(text)}${known}`;
  if (op === 'masked_eq') return `${subject} & ${mask === null ? '?' : hexOf(mask)} == ${right}`;
  return `${subject} ${op === null ? '?' : OPERATORS[op]} ${right}`;
}
