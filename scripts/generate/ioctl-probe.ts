/**
 * Requests that crates build from struct sizes (`ioctl_iow_nr!(NAME, TYPE, nr, struct)`): the macro
 * calls are read for each architecture, and a program that holds the crate's own structs prints the values.
 * It runs on a 64-bit machine of any kind, for the structs are `repr(C)` and x86_64, aarch64 and riscv64
 * lay them out alike (LP64, natural alignment).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run, type Crate } from './crates';
import { cfgOfTarget } from './rust-cfg';
import { readItems, type MacroItem } from './rust-items';

/** One crate's requests on one architecture. */
export interface ProbeInput {
  /** Names the group in the result. */
  readonly group: string;
  /** The file with the `ioctl_*_nr!` calls. */
  readonly requests: string;
  /** The file with the structs and the type constant that they name. */
  readonly bindings: string;
  /**
   * The Rust targets whose configurations say which calls exist, the one that rules first. A call of
   * a later one counts where the first has none of its name and the bindings hold its struct.
   */
  readonly triples: readonly string[];
}

const DIRECTIONS: Readonly<Record<string, string>> = {
  ioctl_io_nr: 'ioctl::_IOC_NONE',
  ioctl_ior_nr: 'ioctl::_IOC_READ',
  ioctl_iow_nr: 'ioctl::_IOC_WRITE',
  ioctl_iowr_nr: 'ioctl::_IOC_READ | ioctl::_IOC_WRITE',
};

/**
 * The values, by group and name.
 * @param folder the Cargo project that depends on vmm-sys-util, whose main program is replaced.
 * @param libcNames constants of libc to evaluate as well, into the group `libc`; they must come from
 *   what that crate defines for all architectures.
 */
export function probeRequests(
  folder: string,
  inputs: readonly ProbeInput[],
  libcNames: readonly string[],
): Map<string, Map<string, number>> {
  const modules = inputs.map((input, i) => moduleText(`probe${i}`, input));
  const calls = inputs.map((_, i) => `    probe${i}::print();\n`);
  const libcRows = libcNames.map(
    (name) => `    println!("libc\\t${name}\\t{}", libc::${name} as u32);\n`,
  );
  writeFileSync(
    path.join(folder, 'src', 'main.rs'),
    `#![allow(warnings)]\n${modules.join('\n')}\nfn main() {\n${[...calls, ...libcRows].join('')}}\n`,
  );
  const output = run('cargo', ['run', '--quiet', '--locked'], folder);
  const groups = ['libc', ...inputs.map((input) => input.group)];
  const result = new Map(groups.map((group) => [group, new Map<string, number>()]));
  for (const line of output.split('\n').filter(Boolean)) {
    const [group = '', name = '', value] = line.split('\t');
    result.get(group)?.set(name, Number(value));
  }
  return result;
}

function moduleText(name: string, input: ProbeInput): string {
  const bindings = readFileSync(input.bindings, 'utf8');
  const calls = new Map<string, MacroItem>();
  for (const triple of input.triples) {
    for (const item of readItems(input.requests, cfgOfTarget(triple))) {
      if (item.kind !== 'macro' || !(item.name in DIRECTIONS)) continue;
      const [request = '', , , struct] = item.args;
      if (!calls.has(request) && hasType(bindings, struct)) calls.set(request, item);
    }
  }
  const rows = [...calls.values()].map(
    ({ name: macro, args: [request = '', type = '', nr = '', struct] }) => {
      const size = struct === undefined ? '0' : `std::mem::size_of::<${struct}>() as u32`;
      const value = `ioctl::ioctl_expr(${DIRECTIONS[macro] ?? ''}, (${type}) as u32, (${nr}) as u32, ${size})`;
      return `        println!("${input.group}\\t${request}\\t{}", ${value});\n`;
    },
  );
  return `mod ${name} {
    #[path = ${JSON.stringify(input.bindings)}]
    mod bindings;
    use bindings::*;
    use vmm_sys_util::ioctl;
    pub fn print() {
${rows.join('')}    }
}`;
}

/** Whether a type needs no definition (none, a primitive, a path or an array) or has one there. */
function hasType(bindings: string, type: string | undefined): boolean {
  if (type === undefined || !/^[a-z]\w*_\w*$/.test(type)) return true;
  return new RegExp(`^pub (?:struct|union|type) ${type}\\b`, 'm').test(bindings);
}

/** A file inside a crate. */
export function inCrate(crate: Crate, ...parts: string[]): string {
  return path.join(crate.folder, 'src', ...parts);
}
