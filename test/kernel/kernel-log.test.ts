import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LogDecoder } from '../../src/core/records/decode';
import { TrapJoiner } from '../../src/core/traps/joiner';
import { KernelLog, type KernelLogState } from '../../src/host/kernel-log';
import { kernelReaders } from '../../src/host/kernel-reader';
import { demand, excluded } from './capabilities';
import { Crate } from './crate';
import { recordedRun } from './records';

for (const name of ['dmesg', '/dev/kmsg']) {
  test(
    `the kernel’s log is followed by ${name}: each record comes once`,
    { skip: excluded('kernel'), timeout: 120_000 },
    async (t) => {
      demand('kernel');
      const crate = new Crate(t, 'test/kernel/probe', 'probe');
      const example = new Crate(t, 'examples/first-trap', 'probe');
      crate.write('src/trap.rs', example.read('src/trap.rs'));

      const joiner = new TrapJoiner();
      const decoder = new LogDecoder();
      const states: KernelLogState[] = [];
      const readers = kernelReaders().filter((reader) => reader.name === name);
      const records: string[] = [];
      let wake = (): void => undefined;
      const log = new KernelLog(
        {
          onBytes: (chunk) => {
            for (const record of decoder.push(chunk)) {
              joiner.add(record, { label: name, file: null });
              records.push(record.raw);
            }
            wake();
          },
          onBreak: () => undefined,
          onState: (state) => states.push(state),
        },
        { from: 'boot', readers },
      );
      t.after(() => {
        log.dispose();
      });
      log.start();

      let thread = '';
      const printed = await recordedRun(2, (run) => {
        thread = run;
        assert.equal(crate.run(thread, 'getpid', 'getppid').status, 0);
      });
      const own = () => joiner.traps().filter(({ comm }) => comm === thread);
      while (own().length < 2) await new Promise<void>((resolve) => (wake = resolve));

      assert.deepEqual(
        own().map(({ syscall, count, action }) => [syscall?.name, count, action]),
        [
          ['getpid', 1, 'log'],
          ['getppid', 1, 'log'],
        ],
      );
      const raw = records.filter((record) => record.includes(`comm="${thread}"`));
      assert.equal(raw.length, printed.length, 'no line twice');
      assert.deepEqual(states, ['starting', { reading: name }]);
    },
  );
}
