/**
 * The requests that come from the kernel's headers, decoded again: the fields in their values against
 * those that the macro's text gives to `_IOC`, reckoned here and not by the compiler that made the table.
 * The sizes of structs are checked on x86_64 by strace's tables (`ioctls-strace`), and here by being the
 * same on the other architectures, which lay structs out alike.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  expansionsOf,
  headersDefining,
  pinnedHeaders,
  PRELUDE,
} from '../../scripts/generate/kernel-headers';
import { iocFields } from '../../src/core/abi/ioctls';
import { Differences } from './differences';
import { requestsOf } from './rows';

/** The one struct among them whose layout is an architecture's own (asm/kvm.h). */
const OWN_LAYOUT = ['KVM_SET_PMU_EVENT_FILTER'];

/** C's types of LP64 by their size in bytes; a pointer has 8 whatever it points to. */
const SIZES: ReadonlyMap<string, number> = new Map([
  ['char', 1],
  ['__u8', 1],
  ['uint8_t', 1],
  ['__u16', 2],
  ['uint16_t', 2],
  ['int', 4],
  ['unsigned', 4],
  ['unsigned int', 4],
  ['__s32', 4],
  ['__u32', 4],
  ['uint32_t', 4],
  ['__s64', 8],
  ['__u64', 8],
  ['uint64_t', 8],
  ['long', 8],
  ['unsigned long', 8],
  ['size_t', 8],
]);

/** A sum or union of numbers and character literals, `(2U|1U)`, `'d'`, `(0x40 + 0x10)`; NaN for others. */
function reckon(text: string): number {
  const bare = text.replace(/[()]/g, '');
  const parts = bare.split(/[|+](?!')/).map((part) => {
    const literal = /^'(.)'$/.exec(part.trim())?.[1];
    return literal === undefined ? number(part.trim()) : literal.charCodeAt(0);
  });
  const add = /\+(?!')/.test(bare);
  return parts.reduce((sum, part) => (add || Number.isNaN(part) ? sum + part : sum | part), 0);
}

function number(text: string): number {
  const digits = text.replace(/[UuLl]+$/, '');
  return /^(?:0[xX][0-9a-fA-F]+|0|[1-9]\d*)$/.test(digits) ? Number(digits) : NaN;
}

/** The size argument in bytes; null for a struct, whose size the text does not tell. */
function sizeOf(text: string): number | null {
  const type = /sizeof\((.*?)\)+$/.exec(text.trim())?.[1]?.trim();
  if (type === undefined) return reckon(text);
  const [, element = '', count] = /^([^[]*)(?:\[(\d+)\])?$/.exec(type) ?? [];
  const size = element.includes('*') ? 8 : SIZES.get(element.trim());
  return size === undefined ? null : size * Number(count ?? 1);
}

/** Direction, type, number and size as C gave them to `_IOC`. */
function fieldsOf(expansion: string): string[] {
  const inside = /_IOC\((.*)\)[\s)]*$/.exec(expansion)?.[1] ?? '';
  // No argument but the last has a comma in it, save where ',' itself is the type.
  return inside.split(/,(?!')/);
}

const DIRECTIONS = ['none', 'write', 'read', 'read|write'];

for (const column of ['x86_64', 'aarch64', 'riscv64'] as const) {
  test(`requests of ${column} against the text of their macros`, (t) => {
    const headers = pinnedHeaders(column);
    const ours = requestsOf(column, 'headers');
    const differences = new Differences('macro text', column);
    const seen = new Set<string>();
    let sized = 0;
    for (const [header, names] of headersDefining(headers, (name) => ours.has(name))) {
      const expansions = expansionsOf(headers, [...PRELUDE, header], names);
      for (const name of names) {
        const [dir = '', type = '', nr = '', ...rest] = fieldsOf(expansions.get(name) ?? '');
        const fields = iocFields(column, ours.get(name)?.[0] ?? 0);
        const size = sizeOf(rest.join(','));
        if (size !== null) sized++;
        differences.compare(
          name,
          `${fields.dir} ${fields.type} ${fields.nr} ${size === null ? 'struct' : fields.size}`,
          `${DIRECTIONS[reckon(dir)] ?? dir} ${reckon(type)} ${reckon(nr)} ${size ?? 'struct'}`,
        );
        seen.add(name);
      }
    }
    assert.deepEqual(
      [...ours.keys()].filter((name) => !seen.has(name)),
      [],
      'requests that no header defines',
    );
    const compared = differences.finish(1150);
    t.diagnostic(`${column}: ${compared} definitions agree, ${sized} of them in the size too`);
  });
}

test('the architectures agree on the requests of the headers', () => {
  const [first, ...others] = (['x86_64', 'aarch64', 'riscv64'] as const).map((column) =>
    requestsOf(column, 'headers'),
  );
  const differing = new Set<string>();
  for (const other of others) {
    for (const [name, [value]] of other) {
      const mine = first?.get(name)?.[0];
      if (mine !== undefined && mine !== value) differing.add(name);
    }
  }
  assert.deepEqual([...differing], OWN_LAYOUT);
});
