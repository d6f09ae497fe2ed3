import type { Change } from '../../../src/core/compare/change';
import { compareSources } from '../../../src/core/compare/sources';
import { NO_CRATE } from '../../../src/core/policy/crate';
import { stateWords } from '../../../src/core/compare/state';
import { loadRustParserFromPackages } from '../../lib/rust-parser';

export const parserReady = loadRustParserFromPackages();

export async function compare(before: string, after: string): Promise<Change[]> {
  const [was, is] = [before, after].map((text) => ({ text, crate: NO_CRATE }));
  return was && is ? compareSources(await parserReady, was, is) : [];
}

/** `+ list @target call: before -> after`; `+` widens, `=` does not, `?` is not known. */
export function words({ list, target, syscall, before, after, widens }: Change): string {
  const sign = widens === null ? '?' : widens ? '+' : '=';
  const where = target === 'all' ? '' : ` @${target}`;
  return `${sign} ${list ?? '-'}${where} ${syscall}: ${stateWords(before)} -> ${stateWords(after)}`;
}

/** Sources of one or more lists, each with its filter. */
export interface Shape {
  readonly name?: string;
  readonly entries: readonly string[];
  readonly mismatch?: string;
  readonly match?: string;
  /** Stands before the list. */
  readonly above?: string;
}

/** A list in a function and the filter that is built from it. */
export function listOf(shape: Shape): string {
  const { name = 'rules', entries, above = '' } = shape;
  const { mismatch = 'SeccompAction::Trap', match = 'SeccompAction::Allow' } = shape;
  return `${above}
fn ${name}() -> Result<Vec<(i64, Vec<SeccompRule>)>> {
    Ok(vec![
${entries.map((entry) => `        ${entry},\n`).join('')}    ])
}

fn ${name}_filter() -> Result<BpfProgram> {
    SeccompFilter::new(${name}()?.into_iter().collect(), ${mismatch}, ${match}, arch)?.try_into()
}
`;
}

export const free = (call: string): string => `(libc::SYS_${call}, vec![])`;

/** An entry with rules of one condition on argument 1 each. */
export function requests(...values: readonly string[]): string {
  const rules = values.map((value) => `and![Cond::new(1, ArgLen::Dword, Eq, ${value})?]`);
  return `(libc::SYS_ioctl, or![${rules.join(', ')}])`;
}
