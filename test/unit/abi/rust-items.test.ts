/** The generator's reader of Rust sources, on what the crates' sources hold. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { holds } from '../../../scripts/generate/rust-cfg';
import { readItems } from '../../../scripts/generate/rust-items';
import { tokenise } from '../../../scripts/generate/rust-tokens';

const cfg = new Set(['unix', 'target_arch="x86_64"', 'target_env="gnu"']);

const PREDICATES = [
  ['unix', true],
  ['windows', false],
  ['target_arch = "x86_64"', true],
  ['not(target_arch = "x86_64")', false],
  ['any(target_arch = "arm", target_env = "gnu")', true],
  ['any()', false],
  ['all()', true],
  ['all(unix, not(any(windows, target_env = "musl")),)', true],
] as const;

for (const [predicate, expected] of PREDICATES) {
  test(`cfg(${predicate}) is ${String(expected)}`, () => {
    assert.equal(holds(tokenise(predicate), cfg), expected);
  });
}

test('a predicate that is not known is not guessed', () => {
  assert.throws(() => holds(tokenise('accessible(std)'), cfg), /accessible/);
});

const folder = mkdtempSync(path.join(tmpdir(), 'rust-items-'));
after(() => {
  rmSync(folder, { recursive: true });
});

const FILES = {
  'lib.rs': `
    #![no_std]
    // pub const SYS_comment: c_long = 1;
    /* pub const SYS_block: c_long = 2; */
    #[cfg(unix)]
    mod inside { pub mod deeper; pub const SYS_inline: c_long = 3; }
    #[cfg(windows)]
    mod absent_file;
    cfg_if! {
        if #[cfg(target_env = "musl")] { pub const SYS_musl: c_long = 4; }
        else if #[cfg(any(target_env = "gnu"))] { mod gnu; pub use self::gnu::*; }
        else { pub const SYS_else: c_long = 5; }
    }
    pub use self::{inside::{self, *}, gnu::*};
    macro_rules! made { ($x:ident) => { pub const SYS_template: c_long = 6; } }
    pub fn body<'a>(x: &'a str) -> char { const SYS_local: c_long = 7; '}' }
    pub struct Unit; pub struct Tuple(u8); pub struct Braces { a: [u8; 3] }
    pub const TEXT: &str = "} pub const SYS_string: c_long = 8;";
    pub const fn constant() -> u8 { 9 }
    #[cfg(target_arch = "arm")]
    ioctl_io_nr!(ARM_ONLY, KVMIO, 0x00);
    ioctl_iow_nr!(
        KVM_X,
        KVMIO,
        0x40 + 2,
        kvm_x
    );
    pub(crate) const SYS_last: crate::c_long = BASE + 10;
  `,
  'gnu/mod.rs':
    '#[cfg(all())] #[cfg(windows)] pub const SYS_two: c_long = 1; pub const SYS_gnu: c_long = 11;',
  'inside/deeper.rs': 'pub const SYS_deep: c_long = 0x0C;',
};

test('constants and macro calls that a configuration leaves', () => {
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  const items = readItems(path.join(folder, 'lib.rs'), cfg);
  assert.deepEqual(
    items.map((item) =>
      item.kind === 'const'
        ? `${item.name} = ${item.value}`
        : `${item.name}! ${item.args.join('; ')}`,
    ),
    [
      'SYS_deep = 0x0C',
      'SYS_inline = 3',
      'SYS_gnu = 11',
      'TEXT = "} pub const SYS_string: c_long = 8;"',
      'ioctl_iow_nr! KVM_X; KVMIO; 0x40 + 2; kvm_x',
      'SYS_last = BASE + 10',
    ],
  );
});

test('a module without a file is said', () => {
  assert.throws(
    () => readItems(path.join(folder, 'lib.rs'), new Set([...cfg, 'windows'])),
    /no file for mod absent_file/,
  );
});
