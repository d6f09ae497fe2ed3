import assert from 'node:assert/strict';
import { test } from 'node:test';
import { besideOf } from '../../../src/core/plan/beside';
import { policyOf } from './support';

const SOURCE = `
fn worker() -> Vec<(i64, Vec<SeccompRule>)> {
    vec![
        (libc::SYS_futex, vec![]),
        (libc::SYS_ioctl, or![
            and![Cond::new(1, ArgLen::Dword, Eq, 0xae80)?],
            and![Cond::new(1, ArgLen::Dword, Eq, 0xae80)?, Cond::new(0, ArgLen::Dword, Eq, 3)?],
            and![Cond::new(1, ArgLen::Dword, Eq, 0xae03)?],
        ]),
        (libc::SYS_write, or![and![Cond::new(0, ArgLen::Dword, Eq, 2)?]]),
    ]
}
`;

const TABLE: readonly [syscall: string, request: number | null, of: string, count: number][] = [
  ['ioctl', 0x5401, 'requests', 2],
  ['ioctl', null, 'requests', 2],
  ['write', null, 'rules', 1],
  ['getpid', null, 'calls', 3],
];
for (const [syscall, request, of, count] of TABLE) {
  test(`beside ${syscall} ${request ?? ''} the list has ${count} ${of}`, async () => {
    const { lists } = await policyOf(SOURCE);
    const [list] = lists;
    assert.ok(list);
    const want = { arch: 'x86_64', syscall, request, comm: null } as const;
    assert.deepEqual(besideOf(list, want), { of, count });
  });
}
