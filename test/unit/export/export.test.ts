import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Arch } from '../../../src/core/abi/types';
import { asFirecracker } from '../../../src/core/export/firecracker';
import { listsInForce } from '../../../src/core/export/in-force';
import { jsonText } from '../../../src/core/export/json';
import { asOci } from '../../../src/core/export/oci';
import type { Allowlist } from '../../../src/core/policy/allowlist';
import type { Condition } from '../../../src/core/policy/entry';
import { fixture } from '../plan/cases';
import { read } from '../policy/support';

/** A condition by what it compares: equality of the lower half is the same under a mask. */
function conditionKey({ arg, len, op, mask, value }: Condition): string {
  const bits = len === 'dword' ? 32 : 64;
  const low = (one: bigint | null): bigint => BigInt.asUintN(bits, one ?? 0n);
  if (op === 'eq' && len === 'dword') return `${arg} & 4294967295 == ${low(value)}`;
  if (op === 'masked_eq') return `${arg} & ${low(mask)} == ${low(value) & low(mask)}`;
  return `${arg} ${op} ${low(value)} of ${len}`;
}

/** What a list says, in any dialect: one line a call. */
function meaning({ filter, entries }: Allowlist): string[] {
  const calls = entries.map(({ syscall, rules }) => {
    const alternatives = rules?.map(({ conditions }) =>
      conditions.map(conditionKey).sort().join(' and '),
    );
    return `${syscall} ${alternatives === undefined ? '' : [...new Set(alternatives)].sort().join(' or ')}`;
  });
  return [`${filter?.match} else ${filter?.mismatch}`, ...calls.sort()];
}

async function exported(
  text: string,
  arch: Arch = 'x86_64',
): Promise<{ firecracker: string; profiles: string[]; notes: string[]; lists: string[][] }> {
  const lists = listsInForce(await read(text, arch), arch);
  const threads = asFirecracker(lists);
  const profiles = lists.map((one) => jsonText(asOci(one, arch).document));
  return {
    firecracker: jsonText(threads.document),
    profiles,
    notes: [...threads.notes],
    lists: lists.map(({ list, calls }) =>
      meaning({
        ...list,
        entries: list.entries.flatMap((entry) => {
          const call = calls.find(
            ({ place, syscall }) => place === `Line ${entry.line}` && syscall === entry.syscall,
          );
          return call ? [entry] : [];
        }),
      }),
    ),
  };
}

for (const file of [
  'guest-worker.rs',
  'plain.rs',
  'calls.rs',
  'threads.json',
  'one-line.json',
  'container.json',
]) {
  test(`${file}: the export read again says the same`, async () => {
    const { firecracker, profiles, lists } = await exported(fixture(file));
    JSON.parse(firecracker);
    const threads = (await read(firecracker)).lists;
    assert.ok(threads.length > 0);
    assert.deepEqual(threads.map(meaning), lists);
    const again = await exported(firecracker);
    assert.equal(again.firecracker, firecracker, 'the export of the export');
    for (const [at, profile] of profiles.entries()) {
      JSON.parse(profile);
      const policy = await read(profile);
      assert.deepEqual(policy.problems, []);
      const own = lists[at] ?? [];
      const comparesHalves = own.some((one) => /(?:ne|lt|le|gt|ge) \d+ of dword/.test(one));
      if (!comparesHalves) assert.deepEqual(policy.lists.map(meaning), [own]);
    }
  });
}

const head = `use seccompiler::*;
fn filter() -> R<BpfProgram> {
    SeccompFilter::new(list()?.into_iter().collect(), SeccompAction::Errno(libc::EACCES as u32), SeccompAction::Allow, arch())
}
`;
const listOf = (entries: string): string =>
  `${head}fn list() -> R<Vec<(i64, Vec<SeccompRule>)>> {\n    Ok(vec![\n${entries}\n    ])\n}\n`;
const cond = (len: string, op: string, value: string): string =>
  `or![and![Cond::new(0, ArgLen::${len}, ${op}, ${value})?]]`;

test('the last of two entries is written, and what its architecture lacks is not', async () => {
  const text = listOf(`(libc::SYS_write, ${cond('Dword', 'Eq', '1')}),
        #[cfg(target_arch = "aarch64")]
        (libc::SYS_brk, vec![]),
        (libc::SYS_write, vec![]),`);
  const x86 = JSON.parse((await exported(text)).firecracker) as unknown;
  const filter = [{ syscall: 'write' }];
  assert.deepEqual(x86, {
    list: { mismatch_action: { errno: 13 }, match_action: 'allow', filter },
  });
  const arm = JSON.parse((await exported(text, 'aarch64')).firecracker) as unknown;
  assert.deepEqual(arm, {
    list: {
      mismatch_action: { errno: 13 },
      match_action: 'allow',
      filter: [{ syscall: 'write' }, { syscall: 'brk' }],
    },
  });
});

test('what is not sure or cannot be said is said, a sentence each', async () => {
  const text = listOf(`#[cfg(feature = "x")]
        (libc::SYS_brk, vec![]),
        (libc::SYS_dup, elsewhere()?),
        (600, vec![]),
        (libc::SYS_write, ${cond('Dword', 'Le', '2')}),`);
  const { notes, profiles } = await exported(text);
  assert.deepEqual(notes, [
    'Line 8: brk depends on feature = "x", and is written as if it held.',
    'Line 9: the conditions of dup are not known, and it is left out.',
    'Line 10: call #600 has no name on x86_64, and is left out.',
  ]);
  const [one] = listsInForce(await read(text), 'x86_64');
  assert.ok(one);
  assert.equal(
    asOci(one, 'x86_64').notes.at(-1),
    'Line 11: write compares 32 bits of argument 0, a profile 64: it differs where the upper half is not zero.',
  );
  assert.equal(profiles.length, 1);
});

test('a second filter that answers a call all the same is told', async () => {
  const [worker] = listsInForce(await read(fixture('guest-worker.rs')), 'x86_64');
  assert.match(worker?.notes.join('\n') ?? '', /^A second filter answers openat with .*not part/);
});

test('a mask that is not known lets nothing through', async () => {
  const mask = cond('Dword', 'MaskedEq(other::MASK)', '0');
  const { firecracker, notes } = await exported(listOf(`(libc::SYS_write, ${mask}),`));
  assert.deepEqual(notes, ['Line 7: the conditions of write are not known, and it is left out.']);
  assert.match(firecracker, /"filter": \[\]/);
});

test('an errno is read as Rust writes numbers', async () => {
  const text = listOf('(libc::SYS_brk, vec![]),');
  for (const [written, number] of [
    ['0x16', 22],
    ['13_u32', 13],
    ['libc::EACCES as u32', 13],
  ] as const) {
    const { firecracker } = await exported(text.replace('libc::EACCES as u32', written));
    assert.match(firecracker, new RegExp(`"errno": ${number}\n`), written);
  }
});

test('a call that its filter takes away is not in force', async () => {
  const text = `fn list() -> Vec<(i64, Vec<SeccompRule>)> {
    vec![(libc::SYS_brk, vec![]), (libc::SYS_openat, vec![])]
}
fn filter() -> R<BpfProgram> {
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> = list().into_iter().collect();
    rules.remove(&libc::SYS_openat);
    SeccompFilter::new(rules, SeccompAction::Trap, SeccompAction::Allow, arch())?.try_into()
}
`;
  const { firecracker, notes } = await exported(text);
  assert.deepEqual(notes, []);
  assert.deepEqual(
    [...firecracker.matchAll(/"syscall": "(\w+)"/g)].map(([, name]) => name),
    ['brk'],
  );
  const other = text.replace(
    'fn filter',
    'fn whole() -> R<BpfProgram> {\n    SeccompFilter::new(list().into_iter().collect(), SeccompAction::Trap, SeccompAction::Allow, arch())?.try_into()\n}\nfn filter',
  );
  const both = await exported(other);
  assert.match(both.firecracker, /"openat"/);
  assert.deepEqual(both.notes, [
    'filter takes openat away again at line 9. It is not part of this.',
  ]);
});

test('a profile keeps the numbers that it answers with', async () => {
  const [allow, refuse] = (await exported(fixture('profile.json'))).profiles;
  assert.match(allow ?? '', /"defaultErrnoRet": 1,/);
  assert.match(refuse ?? '', /"errnoRet": 38/);
});
