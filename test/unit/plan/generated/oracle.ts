import assert from 'node:assert/strict';
import type { Allowlist } from '../../../../src/core/policy/allowlist';
import type { Rule } from '../../../../src/core/policy/entry';
import type { Policy } from '../../../../src/core/policy/model';
import { applyEdits } from '../../../../src/core/text/edits';
import type { TextEdit } from '../../../../src/core/text/span';
import type { Item } from './item';
import { argument } from './shapes';

/** What a generated list says, a line an unconditional entry or a rule. */
export function itemLines({ name, values, cfg, ...item }: Item): string[] {
  const tail = cfg === null ? '' : ` @${cfg}`;
  if (values === null) return [`${name}${tail}`];
  const arg = argument({ name, values, cfg, ...item });
  return values.map((value) => `${name} if ${arg} eq ${value}${tail}`);
}

/** The same of what is read; where the rules of a call add up, each of its entries tells all of them. */
export function listLines({ entries }: Allowlist): string[] {
  const lines = entries.flatMap(({ syscall, rules, cfg, understood }) => {
    const head = `${understood ? '' : '?'}${syscall ?? '?'}`;
    const tail = cfg === null ? '' : ` @${cfg}`;
    if (rules === null) return [`${head}${tail}`];
    return rules.map((rule) => `${head} if ${ruleWords(rule)}${tail}`);
  });
  return [...new Set(lines)];
}

function ruleWords({ conditions }: Rule): string {
  return conditions
    .map(({ arg, op, mask, value }) => `${arg} ${op}${mask === null ? '' : `&${mask}`} ${value}`)
    .join(' and ');
}

/** All lines of a policy, each with its list's name. */
export function policyLines({ lists }: Policy): string[] {
  return lists.flatMap((list) => listLines(list).map((line) => `${list.name}: ${line}`));
}

/** What one has more than the other, as often as it has it more. */
export function more(one: readonly string[], other: readonly string[]): string[] {
  const left = [...other];
  return one.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** The edits that take others back, against the text that those left. */
function inverse(text: string, edits: readonly TextEdit[]): TextEdit[] {
  let shift = 0;
  return edits.map(({ start, end, newText }) => {
    const at = start + shift;
    shift += newText.length - (end - start);
    return { start: at, end: at + newText.length, newText: text.slice(start, end) };
  });
}

/** Comments, strings, words and marks; commas left out, which rustfmt puts and takes. */
export function tokens(text: string): string[] {
  const found = text.match(
    /\/\/[^\n]*|\/\*[^]*?\*\/|r#"[^]*?"#|"(?:\\[^]|[^"\\])*"|'\\?.'|[\p{L}\p{N}_]+|[^\s,]/gu,
  );
  return (found ?? []).map((token) => token.trimEnd());
}

/** Whether the tokens of one text are among the other's, in their order. */
export function isWithin(part: readonly string[], whole: readonly string[]): boolean {
  let at = 0;
  for (const token of whole) if (token === part[at]) at += 1;
  return at === part.length;
}

/** What holds of every edit, whatever it is for. */
export function assertSound(text: string, edits: readonly TextEdit[]): string {
  const after = applyEdits(text, edits);
  assert.equal(applyEdits(after, inverse(text, edits)), text, 'undo');
  for (const { newText } of edits) {
    if (text.includes('\r\n')) assert.doesNotMatch(newText, /(?<!\r)\n/, 'a line end of its own');
    else assert.doesNotMatch(newText, /\r/, 'a CR');
    if (/^\t/m.test(text)) assert.doesNotMatch(newText, /\n +\S/, 'blanks where there are tabs');
  }
  assert.equal(after.lastIndexOf('\uFEFF'), text.lastIndexOf('\uFEFF'), 'the byte order mark');
  return after;
}
