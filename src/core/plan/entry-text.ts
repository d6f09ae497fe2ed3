import type { Syscall } from '../abi/types';
import type { Allowlist, FirstEntry } from '../policy/allowlist';
import type { Entry } from '../policy/entry';
import type { Policy } from '../policy/model';
import { entryCfg } from './entry-cfg';
import { nearEntries, plainTemplate } from './forms';
import type { NewItem } from './layout';
import { meansLibcs } from './libc-reference';
import type { Page } from './page';
import { targetWarnings } from './target-warnings';
import type { EntryTemplate } from './template';

/** How a list writes an entry. */
export interface EntrySpelling {
  /** `libc::SYS_getpid`. */
  readonly key: string;
  /** An entry without conditions; null where the list shows none that could be written again. */
  readonly plain: EntryTemplate | null;
  /** The predicate over it, null where it needs none. */
  readonly cfg: string | null;
  readonly warnings: readonly string[];
}

/** A call as the list's own entries would write it. */
export function entrySpelling(
  policy: Policy,
  list: Allowlist,
  call: Syscall,
  withCfg = false,
): EntrySpelling {
  const near = nearEntries(list).filter(({ made }) => made?.key !== null);
  const named = near.filter(({ bareNumber, syscall }) => bareNumber === null && syscall);
  const number = String(call.number);
  const plainFirst = [...named.filter(({ rules }) => rules === null), ...named];
  const model = plainFirst.find((entry) => saysCall(policy, entry)) ?? plainFirst[0];
  const plain = plainTemplate(policy, list);
  const first = near.length === 0 ? list.first : null;
  if (model ? namesByText(policy, model) : first?.key[0].endsWith('"') === true) {
    // libseccomp knows the names of all architectures, and passes over those that one lacks.
    const key = model ? keyLike(policy, model, call.name) : firstKey(first, call.name);
    return { key, plain, cfg: null, warnings: [] };
  }
  const unnamed = call.rustTargets.length === 0;
  const byNumber = unnamed || (!model && near.length > 0);
  const { cfg, lacking } = entryCfg(policy, list, call, { byNumber, withCfg });
  const isLink = list.layout.kind === 'chain';
  const warnings = targetWarnings(call, { byNumber, lacking, cfg, isLink });
  if (byNumber) return { key: number, plain, cfg, warnings };
  const bare = model?.expanded ? bareKey(policy, model, call.name) : undefined;
  if (bare === null || (bare !== undefined && model && !isWholeKey(model))) {
    return { key: '', plain: null, cfg, warnings };
  }
  const key = bare ?? (model ? keyLike(policy, model, call.name) : firstKey(first, call.name));
  return { key, plain, cfg, warnings };
}

/** A call in a list that no entry shows the names of. */
function firstKey(first: FirstEntry | null, name: string): string {
  const [before, behind] = first?.key ?? ['libc::SYS_', ''];
  return before + name + behind;
}

function namesByText({ text }: Policy, { keySpan }: Entry): boolean {
  return /"\w+"/.test(text.slice(keySpan.start, keySpan.end));
}

/** Names of calls that are made of the calls' own. */
const SPELLED = /(SYS_|__NR_|\b(?:Sysno|Syscall)::)\w+/;

/** Whether an entry's key is made of the call's name, and no word that the file has for it. */
function saysCall({ text }: Policy, { keySpan }: Entry): boolean {
  const key = text.slice(keySpan.start, keySpan.end);
  return SPELLED.test(key) || key.includes('"');
}

function keyLike(policy: Policy, model: Entry, name: string): string {
  const key = policy.text.slice(model.keySpan.start, model.keySpan.end);
  if (key.includes('"')) return key.replace(/"\w+"/, `"${name}"`);
  if (!saysCall(policy, model)) return renamedLike(policy, key, name);
  const spelled = key.replace(SPELLED, `$1${name}`);
  if (spelled.includes('::')) return spelled;
  return meansLibcs(policy, spelled) ? spelled : `libc::${spelled}`;
}

/**
 * A name that a macro of the file completes: null where that would make another's of it, undefined where
 * it is written in full.
 */
function bareKey(policy: Policy, { expanded }: Entry, name: string): string | null | undefined {
  const prefix = expanded?.prefix ?? null;
  if (prefix === null) return undefined;
  if (prefix === 'libc') return `SYS_${name}`;
  if (['SYS_', 'Sysno', 'Syscall'].includes(prefix)) return name;
  const given = policy.imports.find(
    ({ target, modules }) => target === `SYS_${name}` && modules.at(-1) === prefix,
  );
  return given?.name ?? null;
}

/** Whether no more than the key stands where it does: `sys!(read)` in an entry's place of a key does. */
function isWholeKey({ args, keySpan: { start, end } }: Entry): boolean {
  const place = args?.items.find((item) => item.start <= start && end <= item.end);
  return !place || (place.start === start && place.end === end);
}

/** By the name that a `use` of the same place gives the call; by libc's where none does. */
function renamedLike({ imports }: Policy, key: string, name: string): string {
  const module = key.split('::').at(-2);
  const given = imports.find(
    ({ target, modules }) =>
      target === `SYS_${name}` && (module === undefined || modules.at(-1) === module),
  );
  if (!given) return `libc::SYS_${name}`;
  return module === undefined ? given.name : key.slice(0, key.lastIndexOf('::') + 2) + given.name;
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
