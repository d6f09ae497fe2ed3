import type { Arch, Syscall } from '../abi/types';
import type { Allowlist, Entry, Policy } from '../policy/model';
import { entryCfg } from './entry-cfg';
import type { NewItem } from './layout';
import type { Page } from './page';
import type { RuleItem } from './rule-text';
import { CALL_WIDTH, LINE_WIDTH, widthOf } from './width';

/** How a list writes an entry. */
export interface EntrySpelling {
  /** `libc::SYS_getpid`. */
  readonly key: string;
  /** `vec![]`. */
  readonly empty: string;
  /** The predicate over it, null where it needs none. */
  readonly cfg: string | null;
  readonly warnings: readonly string[];
}

/** A call as the list's own entries would write it. */
export function entrySpelling(policy: Policy, list: Allowlist, call: Syscall): EntrySpelling {
  const named = list.entries.filter(({ bareNumber, syscall }) => bareNumber === null && syscall);
  const models = [...named.filter(({ rules }) => rules === null), ...named];
  const empty = models.find(({ rules, helper }) => rules === null && helper === null);
  const emptyText = empty
    ? policy.text.slice(empty.rulesSpan.start, empty.rulesSpan.end)
    : 'vec![]';
  const number = String(call.number);
  const [model] = models;
  const unnamed = call.rustTargets.length === 0;
  const byNumber = unnamed || (!model && list.entries.length > 0);
  const { cfg, lacking } = entryCfg(policy, list, call, byNumber);
  const warnings = unnamed ? [numberWarning(call, lacking)] : targetWarnings(call, lacking);
  if (byNumber) return { key: number, empty: emptyText, cfg, warnings };
  const key = model ? keyLike(policy, model, call.name) : `libc::SYS_${call.name}`;
  return { key, empty: emptyText, cfg, warnings };
}

function keyLike(policy: Policy, model: Entry, name: string): string {
  const tuple = policy.text.slice(model.span.start + 1, model.rulesSpan.start);
  const key = tuple.replace(/,\s*$/, '').trim();
  const spelled = key.replace(/(SYS_|__NR_)\w+/, `$1${name}`);
  if (spelled.includes('::')) return spelled;
  const imported = policy.imports.some(
    (item) => item.path.at(-1) === 'libc' && (item.name === '*' || item.name === `SYS_${name}`),
  );
  return imported ? spelled : `libc::${spelled}`;
}

function numberWarning({ name, arch }: Syscall, lacking: readonly Arch[]): string {
  const written = `libc has no SYS_${name} on any ${arch} target: its number there is written`;
  return lacking.length === 0
    ? `${written}.`
    : `${written}, which is wrong on other architectures.`;
}

function targetWarnings(call: Syscall, lacking: readonly Arch[]): string[] {
  const on = (part: string): boolean => call.rustTargets.some((target) => target.includes(part));
  const libcs = ['gnu', 'musl'].filter((libc) => !on(libc));
  return [
    ...libcs.map((libc) => `libc has no SYS_${call.name} on ${call.arch} with ${libc}.`),
    ...lacking.map(
      (other) =>
        `${other} has no call ${call.name}: a build for it needs a #[cfg(target_arch = …)] over this entry.`,
    ),
  ];
}

/** An item with its `#[cfg]` on a line of its own above it. */
export function underCfg(item: NewItem, cfg: string | null, page: Page): NewItem {
  if (cfg === null) return item;
  const attribute = `#[cfg(${cfg})]`;
  return {
    flat: `${attribute} ${item.flat}`,
    fits: () => false,
    render: (indent) => `${attribute}${page.eol}${indent}${item.render(indent)}`,
  };
}

/** `(libc::SYS_getpid, vec![])`. */
export function plainEntry({ key, empty }: EntrySpelling): NewItem {
  const flat = `(${key}, ${empty})`;
  return { flat, fits: () => true, render: () => flat };
}

/** `(libc::SYS_ioctl, or![…])`, with one rule. */
export function ruledEntry(key: string, open: string, rule: RuleItem, page: Page): NewItem {
  const close = ']';
  const flat = `(${key}, ${open}${rule.flat}${close})`;
  const fits = (indent: string): boolean =>
    rule.fits('') && widthOf(flat) - 2 <= CALL_WIDTH && widthOf(`${indent}${flat},`) <= LINE_WIDTH;
  const render = (indent: string): string => {
    if (fits(indent)) return flat;
    const inner = indent + page.unit;
    const lines = [
      `(`,
      `${inner}${key},`,
      `${inner}${open}${rule.alone(inner)}${close},`,
      `${indent})`,
    ];
    return lines.join(page.eol);
  };
  return { flat, fits, render, alone: render };
}
