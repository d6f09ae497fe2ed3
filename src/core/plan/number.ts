import type { Policy } from '../policy/model';

/** How a file writes its numbers. */
export interface NumberStyle {
  readonly decimal: boolean;
  readonly upper: boolean;
  readonly grouped: boolean;
  /** `u64` of `0xae80u64`; with its underscore where the file puts one. */
  readonly suffix: string;
}

/** The style of some numbers as written, `0x4090_ae82`; hexadecimal where they tell nothing. */
export function styleOf(texts: readonly string[]): NumberStyle {
  const numbers = texts.filter((text) => /^[0-9]/.test(text));
  const hex = numbers.filter((text) => /^0x/i.test(text));
  const bare = (text: string): string => text.replace(/_?[ui](?:8|16|32|64|128|size)$/, '');
  const long = hex.map(bare).filter((text) => text.replaceAll('_', '').length > '0x0000'.length);
  const digits = hex.map((text) => bare(text).slice(2)).join('');
  const suffixes = new Set(numbers.map((text) => text.slice(bare(text).length)));
  const [suffix = ''] = suffixes;
  return {
    decimal: numbers.length > 0 && hex.length === 0,
    upper: /[A-F]/.test(digits) && !/[a-f]/.test(digits),
    grouped:
      long.length > 0
        ? long.some((text) => text.includes('_'))
        : numbers.length === 0 || hex.length > 0 || numbers.some((text) => text.includes('_')),
    suffix: suffixes.size === 1 ? suffix : '',
  };
}

/** A number in a style: `0x4090_ae82`, `1_083_223_682`. */
export function written(value: number, style: NumberStyle): string {
  const { decimal, upper, grouped, suffix } = style;
  const digits = decimal ? value.toString(10) : value.toString(16);
  const cased = upper ? digits.toUpperCase() : digits;
  const size = decimal ? 3 : 4;
  const parts: string[] = [];
  for (let end = cased.length; end > 0; end -= size) {
    parts.unshift(cased.slice(Math.max(0, end - size), end));
  }
  return (decimal ? '' : '0x') + parts.join(grouped ? '_' : '') + suffix;
}

/** How a file writes requests: in its constants, and in the conditions themselves. */
export function fileStyle(policy: Policy): NumberStyle {
  const constants = policy.constants.map(({ text }) => text).filter((text) => /^0x/i.test(text));
  const sets = [
    ...policy.ruleSets,
    ...policy.lists.flatMap((list) => list.entries.flatMap((entry) => entry.ruleSet ?? [])),
  ];
  const conditions = sets.flatMap((set) => set.rules.flatMap((rule) => rule.conditions));
  const inline = conditions.map(({ text }) => text).filter((text) => /^0x/i.test(text));
  return { ...styleOf([...inline, ...constants]), decimal: false, suffix: '' };
}
