import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unformattedPlaces } from '../unit/plan/rustfmt';
import { demand, excluded } from './capabilities';
import { Crate } from './crate';

const STEPS = ['getpid', 'getppid', 'ioctl:0x5413', 'ioctl:0x5414'];
const FILES = ['main', 'devices', 'guest/common', 'guest/threads'];
const FOLDER = 'src/bin/modules';

test(
  'fix of a source whose rules lie in another file: that file is written, builds, and admits just that',
  { skip: excluded('kernel') },
  (t) => {
    demand('kernel');
    const crate = new Crate(t, 'test/kernel/shapes', 'modules');
    const nameOf = (file: string): string => `${FOLDER}/${file}.rs`;
    const before = FILES.map((file) => crate.read(nameOf(file)));
    const outcome = (): string => {
      crate.build('--bin', 'modules');
      const { stdout, stderr, status } = crate.start('modules', STEPS);
      assert.equal(status, 0, stderr);
      return stdout.replace(/ refused\n/g, '- ').replace(/ admitted\n/g, '+ ');
    };
    const fix = (file: string, ...args: readonly string[]): string => {
      const ended = crate.lens('fix', nameOf(file), '--arch', 'x86_64', '--write', ...args);
      assert.equal(ended.status, 0, ended.stderr);
      return ended.stderr;
    };
    assert.equal(outcome(), 'getpid- getppid- ioctl:0x5413- ioctl:0x5414- ');

    // The request's rule is in devices.rs, the call's entry in threads.rs, the filter in main.rs.
    const request = fix('guest/threads', '--syscall', 'ioctl', '--ioctl', '0x5413');
    assert.match(request, /devices\.rs is changed\.\n$/);
    assert.equal(outcome(), 'getpid- getppid- ioctl:0x5413+ ioctl:0x5414- ');
    const call = fix('main', '--syscall', 'getpid');
    assert.match(call, /guest\/threads\.rs is changed\.\n$/);
    assert.equal(outcome(), 'getpid+ getppid- ioctl:0x5413+ ioctl:0x5414- ');

    const after = FILES.map((file) => crate.read(nameOf(file)));
    const changed = FILES.filter((_, at) => before[at] !== after[at]);
    assert.deepEqual(changed, ['devices', 'guest/threads']);
    assert.deepEqual(
      unformattedPlaces(changed.map((file) => crate.read(nameOf(file)))),
      changed.map(() => 0),
    );

    fix('main', '--syscall', 'ioctl', '--ioctl', '0x5413', '--remedy', 'remove', '--constant');
    fix('main', '--syscall', 'getpid', '--remedy', 'remove');
    assert.equal(outcome(), 'getpid- getppid- ioctl:0x5413- ioctl:0x5414- ');
    assert.equal(crate.read(nameOf('guest/threads')), before[3]);
  },
);
