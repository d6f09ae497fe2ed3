import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeText } from '../../../src/core/records/decode';
import { TrapJoiner } from '../../../src/core/traps/joiner';
import type { Trap } from '../../../src/core/traps/trap';
import { trapSentence, trapTitle } from '../../../src/core/traps/words';

function trapOf(text: string): Trap {
  const joiner = new TrapJoiner();
  for (const record of decodeText(text)) joiner.add(record, { label: 'test', file: null });
  const [trap] = joiner.traps();
  assert.ok(trap, text);
  return trap;
}

const audit = (fields: string): string => `audit: type=1326 audit(1.000:1): pid=7 ${fields}\n`;
const hyperlight = (number: number, request?: number): string =>
  `[ERROR][HYPERLIGHT] Disallowed Syscall: ${number}\n` +
  (request === undefined ? '' : `[ERROR][HYPERLIGHT] IOCTL Param: ${request}\n`);
const vmm = 'comm="vcpu0" exe="/opt/my-vmm" arch=c000003e';

const WORDS: readonly [text: string, title: string, sentence: string][] = [
  [
    audit(`${vmm} syscall=39 code=0x30000`),
    'getpid',
    'Thread vcpu0 of my-vmm was refused getpid, number 39 on x86_64.',
  ],
  [
    audit(`${vmm} syscall=39 code=0x80000000`),
    'getpid',
    'Thread vcpu0 of my-vmm was killed for getpid, number 39 on x86_64.',
  ],
  [
    audit(`${vmm} syscall=39 code=0x7ffc0000`),
    'getpid',
    'Thread vcpu0 of my-vmm called getpid, number 39 on x86_64, which its filter does not allow and only logs.',
  ],
  [
    audit(`${vmm} syscall=16 code=0x50000`),
    'ioctl',
    'Thread vcpu0 of my-vmm was refused ioctl, number 16 on x86_64 and got an error instead.',
  ],
  [
    audit(`${vmm} syscall=600 code=0x30000`),
    'unknown call 600',
    'Thread vcpu0 of my-vmm was refused unknown call 600 on x86_64.',
  ],
  [
    audit(`${vmm} syscall=1073741863 code=0x30000`),
    'getpid (x32)',
    'Thread vcpu0 of my-vmm was refused getpid (x32), number 39 on x86_64.',
  ],
  [
    audit('comm="a" exe="/a" arch=deadbeef syscall=5 code=0x30000'),
    'call 5 on unknown architecture 0xdeadbeef',
    'Thread a of a was refused call 5 on unknown architecture 0xdeadbeef.',
  ],
  [
    audit('comm="" syscall=5 code=0x30000'),
    'call 5 on unknown architecture',
    'Thread "" was refused call 5 on unknown architecture.',
  ],
  [
    audit(`comm=610A62 exe=2F410A arch=c000003e syscall=39 code=0x30000`),
    'getpid',
    'Thread a b of A was refused getpid, number 39 on x86_64.',
  ],
  [hyperlight(318), 'getrandom', 'A thread was refused getrandom, number 318 on x86_64.'],
  [
    hyperlight(16, 0xae80),
    'ioctl(KVM_RUN)',
    'A thread was refused ioctl(KVM_RUN), number 16 on x86_64.',
  ],
  [
    hyperlight(16, 0x4090ffff),
    'ioctl(_IOC(_IOC_WRITE, 0xff, 0xff, 0x90))',
    'A thread was refused ioctl(_IOC(_IOC_WRITE, 0xff, 0xff, 0x90)), number 16 on x86_64.',
  ],
];

for (const [text, title, sentence] of WORDS) {
  test(sentence, () => {
    const trap = trapOf(text);
    assert.equal(trapTitle(trap), title);
    assert.equal(trapSentence(trap), sentence);
  });
}

test('a request with several names is told by two of them, and that there are more', () => {
  const title = trapTitle(trapOf(hyperlight(16, 0x6443)));
  assert.match(title, /^ioctl\(DRM_\w+ or DRM_\w+ or …\)$/);
  const two = trapTitle(trapOf(hyperlight(16, 0x3b71)));
  assert.match(two, /^ioctl\(VFIO_\w+ or VFIO_\w+\)$/);
});
