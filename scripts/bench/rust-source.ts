import type { Random } from './random';

const CALLS = ['read', 'write', 'futex', 'mmap', 'munmap', 'ioctl', 'openat', 'close', 'clone3'];

/** A Rust source of about `lines` lines: allowlists as `seccompiler` takes them, among other code. */
export function rustSource(random: Random, lines: number): string {
  let text = 'use std::collections::BTreeMap;\nuse seccompiler::*;\n\n';
  let written = 3;
  for (let nth = 0; written < lines; nth++) {
    const part = nth % 6 === 0 ? allowlist(random, nth) : ordinary(random, nth);
    text += part;
    written += part.split('\n').length - 1;
  }
  return text;
}

function allowlist(random: Random, nth: number): string {
  const start = random.below(CALLS.length);
  const rules = Array.from({ length: 6 }, (_, i) => CALLS[(start + i) % CALLS.length] ?? 'read')
    .map((call) => `        (libc::SYS_${call}, vec![]),\n`)
    .join('');
  return (
    `/// What thread ${nth} may call.\npub fn rules_${nth}() -> Result<SeccompFilter> {\n` +
    `    SeccompFilter::new(\n        vec![\n${rules.replaceAll('        (', '            (')}` +
    '        ]\n        .into_iter()\n        .collect(),\n' +
    '        SeccompAction::Trap,\n        SeccompAction::Allow,\n' +
    '        std::env::consts::ARCH.try_into().unwrap(),\n    )\n}\n\n'
  );
}

function ordinary(random: Random, nth: number): string {
  return (
    `/// Keeps page ${nth}.\nfn step_${nth}(state: &mut State, input: &[u8]) -> Result<usize> {\n` +
    `    let mut sum = ${random.below(1000)}usize;\n` +
    '    for (i, byte) in input.iter().enumerate() {\n' +
    `        if *byte as usize % ${1 + random.below(9)} == 0 {\n` +
    '            state.pages.insert(i, Page { dirty: true, ..Page::default() });\n' +
    '        } else {\n            sum = sum.wrapping_add(i * 3);\n        }\n    }\n' +
    '    match state.mode {\n        Mode::Idle => Ok(sum),\n' +
    '        Mode::Busy(n) if n > 3 => Err(Error::Busy(n)),\n        _ => Ok(0),\n    }\n}\n\n'
  );
}
