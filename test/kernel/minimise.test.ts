import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { demand, excluded } from './capabilities';
import { Programs } from './diagnose';

/** All requests that the program makes, on whatever thread: what a histogram of it holds. */
const CANDIDATES = [
  'KVM_CREATE_VM',
  'KVM_CHECK_EXTENSION',
  'KVM_GET_VCPU_MMAP_SIZE',
  'KVM_CREATE_VCPU',
  'KVM_SET_TSS_ADDR',
  'KVM_SET_USER_MEMORY_REGION',
  'KVM_GET_CLOCK',
  'KVM_RUN',
  'KVM_GET_REGS',
  'KVM_SET_REGS',
  'KVM_GET_SREGS',
  'KVM_SET_SREGS',
];

interface Row {
  readonly rule?: string;
  readonly needed?: boolean;
  readonly provenBy?: number;
  readonly kind?: string;
  readonly runs?: number;
  readonly oneByOne?: number;
}

test(
  'minimise finds exactly the requests of the guest thread',
  { skip: excluded('kvm'), timeout: 400_000 },
  (t) => {
    demand('kvm');
    const programs = new Programs(t);
    const source = join('vmm', 'src/filter.rs');
    const lens = (...words: readonly string[]): { status: number | null; stdout: string } => {
      const [cli = ''] = programs.words('vmm');
      const { folder: cwd, env } = programs;
      const ended = spawnSync(process.execPath, [cli, ...words], { cwd, env, encoding: 'utf8' });
      assert.equal(ended.status, 0, ended.stderr);
      return ended;
    };
    const needed = programs.needed('vmm');
    for (const { list, syscall, request } of needed) {
      if (request !== null) continue;
      lens('fix', source, '--syscall', syscall, '--list', list, '--write');
    }
    const command = ['--', 'cargo', 'run', '--quiet', '-p', 'vmm'];
    const options = ['--list', 'vcpu_ioctls', '--json', '--candidates', ...CANDIDATES];
    const { stdout } = lens('minimise', '--source', source, ...options, ...command);
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Row);
    const names = rows.flatMap(({ rule, needed: is }) => (rule !== undefined && is ? [rule] : []));
    assert.deepEqual(names.sort(), [
      'ioctl(KVM_GET_REGS)',
      'ioctl(KVM_GET_SREGS)',
      'ioctl(KVM_SET_REGS)',
      'ioctl(KVM_SET_SREGS)',
    ]);
    const { kind, runs = 0, oneByOne = 0 } = rows.at(-1) ?? {};
    assert.equal(kind, 'result');
    t.diagnostic(`${runs} runs; one by one ${oneByOne}`);
    const after = programs.source('vmm');
    assert.equal(after.match(/Eq, KVM_\w+/g)?.length, 5);
    assert.match(after, /SeccompAction::Trap/);
    assert.equal(programs.run('vmm'), 0);
  },
);
