import type { Arch } from '../../../src/core/abi/types';
import type { Allowlist } from '../../../src/core/policy/allowlist';
import type { Entry, Rule } from '../../../src/core/policy/entry';
import type { Policy } from '../../../src/core/policy/model';
import type { RustParser } from '../../../src/core/policy/parser';
import { readPolicy } from '../../../src/core/policy/read';
import { loadRustParserFromPackages } from '../../lib/rust-parser';

export const parserReady: Promise<RustParser> = loadRustParserFromPackages();

export async function read(text: string, arch: Arch = 'x86_64'): Promise<Policy> {
  return readPolicy(await parserReady, text, arch);
}

/** `1 dword eq KVM_RUN=44672`, conditions joined by ` & `, its cfg behind ` @`. */
function ruleWords({ conditions, cfg }: Rule): string {
  const words = conditions.map(({ arg, len, op, mask, text, value }) => {
    const masked = mask === null ? '' : `(${mask})`;
    return `${arg ?? '?'} ${len ?? '?'} ${op ?? '?'}${masked} ${text}=${value ?? '?'}`;
  });
  return words.join(' & ') + (cfg === null ? '' : ` @${cfg}`);
}

/** `write`, `ioctl if 1 dword eq KVM_RUN=44672 | …`, `#293 pipe2`, each with ` @cfg` and ` <helper`. */
export function entryWords(entry: Entry): string {
  const { syscall, bareNumber, cfg, rules, helper, understood } = entry;
  return [
    ...(bareNumber === null ? [] : [`#${bareNumber}`]),
    syscall ?? '?',
    ...(rules === null ? [] : [understood ? 'if' : 'if?', rules.map(ruleWords).join(' | ')]),
    ...(cfg === null ? [] : [`@${cfg}`]),
    ...(helper === null ? [] : [`<${helper}`]),
  ]
    .join(' ')
    .trim();
}

/** `kvm::rules [allow trap] @cfg for Vcpu`. */
export function listWords({ modules, name, polarity, filter, cfg, serves }: Allowlist): string {
  const where = cfg === null ? '' : ` @${cfg}`;
  const threads = serves.length > 0 ? ` for ${serves.join(', ')}` : '';
  return `${[...modules, name].join('::')} [${polarity} ${filter?.mismatch ?? '?'}]${where}${threads}`;
}
