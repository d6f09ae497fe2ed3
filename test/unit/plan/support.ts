import { diffLines } from 'diff';
import { loadRustParserFromPackages } from '../../lib/rust-parser';
import type { PlanOptions } from '../../../src/core/plan/options';
import { planFor } from '../../../src/core/plan/plan';
import type { Plan, Remedy, Want } from '../../../src/core/plan/remedy';
import type { Policy } from '../../../src/core/policy/model';
import type { RustParser } from '../../../src/core/policy/parser';
import { readPolicy } from '../../../src/core/policy/read';
import { applyEdits } from '../../../src/core/text/edits';

/** One parser for all tests of a file. */
export const parserReady: Promise<RustParser> = loadRustParserFromPackages();

export async function policyOf(text: string): Promise<Policy> {
  return readPolicy(await parserReady, text, 'x86_64');
}

export async function plan(text: string, wanted: Want, options?: PlanOptions): Promise<Plan> {
  return planFor(readPolicy(await parserReady, text, wanted.arch), wanted, options);
}

/** The first remedy of a plan, and the text with it applied. */
export async function fixed(
  text: string,
  wanted: Want,
  options?: PlanOptions,
): Promise<{ remedy: Remedy; after: string }> {
  const result = await plan(text, wanted, options);
  if (result.kind !== 'remedies') throw new Error(`${result.kind}: ${result.message}`);
  const [remedy] = result.remedies;
  if (!remedy) throw new Error('a plan without a remedy');
  return { remedy, after: applyEdits(text, remedy.edits) };
}

/** The lines that go (`-`) and come (`+`), in order, without their line ends. */
export function changedLines(before: string, after: string): string[] {
  return diffLines(before, after).flatMap(({ added, removed, value }) => {
    if (!added && !removed) return [];
    const lines = value.replace(/\r?\n$/, '').split(/\r?\n/);
    return lines.map((line) => (added ? '+' : '-') + line);
  });
}

/** The text with CRLF line ends. */
export function withCrlf(text: string): string {
  return text.replaceAll('\n', '\r\n');
}

/** The text indented by tabs. */
export function withTabs(text: string): string {
  return text.replace(/^(?: {4})+/gm, (blanks) => '\t'.repeat(blanks.length / 4));
}
