import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { KernelMark } from '../../../src/host/diagnose/kernel-mark';
import { Witnesses } from '../../../src/host/diagnose/witnesses';

const EXE = '/opt/vmm';

const record = (serial: number, call: number): string =>
  `4,${serial},1,-;audit: type=1326 audit(1795502300.100:${serial}): auid=0 uid=0 gid=0 ses=1 pid=77 ` +
  `comm="vmm" exe="${EXE}" sig=31 arch=c000003e syscall=${call} compat=0 ip=0x7f code=0x7ffc0000\n`;

/** As `/dev/kmsg`: a read takes the next message, into the one buffer, and is over a turn later. */
function kmsg(messages: string[]): KernelMark {
  let buffer = '';
  const take = async (): Promise<string> => {
    let text = '';
    for (;;) {
      const next = messages.shift();
      if (next === undefined) return text;
      buffer = next;
      await turn();
      text += buffer;
    }
  };
  return { name: 'kmsg', take, close: () => Promise.resolve() };
}

test('a run that ends while the kernel’s log is asked for a kill: each record comes once', async () => {
  const calls = ['getpgid', 'getsid', 'getppid'];
  const lost = '4,9,1,-;kauditd_printk_skb: 1991 callbacks suppressed\n';
  const messages = [lost, record(10, 121), record(11, 124), record(12, 110)];
  const witnesses = await Witnesses.begin(true, () => Promise.resolve([kmsg(messages)]));
  const belonging = { pids: null, programs: new Set([EXE]) };
  const asked = witnesses.sawKill(belonging);
  await witnesses.end();
  assert.equal(await asked, false);
  const { traps, lost: count } = witnesses.traps(belonging);
  const found = traps.map((trap) => [trap.syscall?.name, trap.count]);
  assert.deepEqual(
    found,
    calls.map((call) => [call, 1]),
  );
  assert.equal(count, 1991);
});

const ANY = { pids: null, programs: new Set<string>() };

test('a log in which others write all the time is not waited for for ever', async () => {
  let serial = 0;
  const mark: KernelMark = {
    name: 'a log',
    take: () => Promise.resolve(record(++serial, 39)),
    close: () => Promise.resolve(),
  };
  const witnesses = await Witnesses.begin(true, () => Promise.resolve([mark]));
  await witnesses.end();
  assert.equal(witnesses.traps(ANY).traps[0]?.count, serial);
});

test('more records at once than a call takes arguments', async () => {
  const count = 200_000;
  const mark: KernelMark = {
    name: 'a log',
    take: () => {
      const text = Array.from({ length: count }, (_, nth) => record(nth + 1, 39)).join('');
      mark.take = () => Promise.resolve('');
      return Promise.resolve(text);
    },
    close: () => Promise.resolve(),
  };
  const witnesses = await Witnesses.begin(true, () => Promise.resolve([mark]));
  await witnesses.end();
  assert.equal(witnesses.traps(ANY).traps[0]?.count, count);
});
