import assert from 'node:assert/strict';
import { test } from 'node:test';
import { want } from './cases';
import { fixed, policyOf } from './support';

const IOC = `const fn ioc(dir: u64, ty: u8, nr: u64, size: usize) -> u64 {
    (dir << 30) | ((size as u64) << 16) | ((ty as u64) << 8) | nr
}
`;

function sourceOf(constants: readonly string[]): string {
  const declared = constants.map((one, at) => `const VHOST_${'ABC'.charAt(at)}: u64 = ${one};\n`);
  const rules = constants.map(
    (_, at) => `and![Cond::new(1, ArgLen::Dword, Eq, VHOST_${'ABC'.charAt(at)})?]`,
  );
  return `const WRITE: u64 = 1;
${IOC}${declared.join('')}
fn rules() -> Result<Vec<SeccompRule>, Error> { Ok(or![${rules.join(', ')}]) }
fn list() -> R { Ok(vec![(libc::SYS_ioctl, rules()?), (libc::SYS_read, vec![])]) }
`;
}

const VRING_BASE = 0x4008af12;

for (const [what, constants, written] of [
  [
    'as its neighbours call',
    ['ioc(0, 0xaf, 0x01, 0)', 'ioc(WRITE, 0xaf, 0x10, 8)'],
    'ioc(WRITE, 0xaf, 0x12, 8)',
  ],
  [
    'a size that is worked out',
    ['ioc(0, 0xAF, 1, 0)', 'ioc(1, 0xAF, 16, std::mem::size_of::<u64>())'],
    'ioc(1, 0xAF, 18, std::mem::size_of::<u64>())',
  ],
  ['one neighbour shows not which argument is the number', ['ioc(WRITE, 0xaf, 0x10, 8)'], null],
  ['none has its direction and size', ['ioc(0, 0xaf, 0x01, 0)', 'ioc(2, 0xaf, 0x00, 8)'], null],
  ['a number by another name', ['ioc(0, 0xaf, 0x01, 0)', 'ioc(WRITE, 0xaf, WRITE << 4, 8)'], null],
  ['most are numbers', ['0xaf01', '0xaf02', 'ioc(WRITE, 0xaf, 0x10, 8)'], null],
] as const) {
  test(`a new constant by a function of the file: ${what}`, async () => {
    const { after } = await fixed(sourceOf(constants), want('ioctl', VRING_BASE));
    const { constants: now } = await policyOf(after);
    const made = now.find(({ name }) => name === 'VHOST_SET_VRING_BASE');
    assert.equal(made?.value, BigInt(VRING_BASE));
    assert.equal(made.text, written ?? '0x4008_af12');
  });
}
