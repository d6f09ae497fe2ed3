import type { Arch } from '../../../src/core/abi/types';
import type { CallEvidence } from '../../../src/core/findings/evidence';
import { findingsOf } from '../../../src/core/findings/find';
import type { Finding } from '../../../src/core/findings/finding';
import { readPolicy } from '../../../src/core/policy/read';
import { applyEdits } from '../../../src/core/text/edits';
import { loadRustParserFromPackages } from '../../lib/rust-parser';

export const parserReady = loadRustParserFromPackages();

export interface About {
  readonly arch?: Arch;
  readonly evidence?: CallEvidence;
}

export async function findingsIn(text: string, about: About = {}): Promise<Finding[]> {
  const { arch = 'x86_64', evidence } = about;
  const policy = readPolicy(await parserReady, text, arch);
  return findingsOf(policy, { arch, ...(evidence ? { evidence } : {}) });
}

/** `LINE rule`, `LINE rule!` for an error, `LINE rule?` for a note. */
export function words({ line, rule, level }: Finding): string {
  return `${line} ${rule}${level === 'error' ? '!' : level === 'note' ? '?' : ''}`;
}

/** The text after the fix of the first finding of a rule. */
export function fixedBy(text: string, findings: readonly Finding[], rule: string): string {
  const fix = findings.find((finding) => finding.rule === rule)?.fix;
  if (!fix) throw new Error(`no fix of ${rule}`);
  return applyEdits(text, fix.edits);
}

/** A list whose first entry stands on line 3, and the filter that it makes. */
export function listOf(...entries: readonly string[]): string {
  return namedList('calls', ...entries) + filterOf('calls', 'Trap', 'Allow');
}

export function namedList(name: string, ...entries: readonly string[]): string {
  return `fn ${name}() -> Result<Vec<(i64, Vec<SeccompRule>)>> {
    Ok(vec![
${entries.map((entry) => `        ${entry}\n`).join('')}    ])
}
`;
}

export function filterOf(list: string, mismatch: string, match: string, attribute = ''): string {
  return `${attribute}
fn ${list}_filter() -> Result<BpfProgram> {
    SeccompFilter::new(
        ${list}()?.into_iter().collect(),
        SeccompAction::${mismatch},
        SeccompAction::${match},
        arch(),
    )
}
`;
}

/** Rules of a call as entries hold them. */
export function rules(...conditions: readonly string[]): string {
  return `or![${conditions.map((one) => `and![Cond::new(${one})?]`).join(', ')}]`;
}
