import path from 'node:path';
import { DEFAULT_FORMAT, type Format } from '../core/plan/width';
import { readRegular } from './regular-file';

/** In the order in which rustfmt looks for them in each folder (rustfmt `config/mod.rs`). */
const NAMES = ['.rustfmt.toml', 'rustfmt.toml'] as const;

/** A configuration longer than this is none. */
const MAX_BYTES = 100_000;

/**
 * How wide rustfmt lets the lines of a source be: by the nearest configuration in its folder or one
 * above, else by its defaults. What cannot be read counts as not there: an edit is then laid out by
 * the defaults.
 */
export async function formatFor(source: string): Promise<Format> {
  for (let folder = path.dirname(path.resolve(source)); ; folder = path.dirname(folder)) {
    for (const name of NAMES) {
      const bytes = await readRegular(path.join(folder, name), MAX_BYTES).catch(() => null);
      if (bytes !== null) return formatOf(bytes.toString('utf8'));
    }
    if (folder === path.dirname(folder)) return DEFAULT_FORMAT;
  }
}

/**
 * The widths that a configuration gives. Only plain `key = value` lines of the top table are read.
 * `use_small_heuristics` says what no key of its own gives: by default 60 columns, and more of a line
 * of more than 100; with `Max` all of the line, with `Off` nothing (rustfmt `WidthHeuristics`).
 */
export function formatOf(toml: string): Format {
  const values = new Map<string, string>();
  for (const line of toml.split('\n')) {
    if (line.trimStart().startsWith('[')) break;
    const [key = '', value = ''] = (line.split('#')[0] ?? '').split('=');
    values.set(key.trim(), value.trim().replace(/^"|"$/g, ''));
  }
  const number = (key: string): number | null => {
    const value = values.get(key) ?? '';
    return /^\d{1,4}$/.test(value) ? Number(value) : null;
  };
  const line = number('max_width') ?? DEFAULT_FORMAT.line;
  const small = values.get('use_small_heuristics');
  const ratio = line > 100 ? Math.round(line / 10) / 10 : 1;
  const share = small === 'Max' ? line : small === 'Off' ? 0 : Math.round(60 * ratio);
  const width = (key: string): number => Math.min(number(key) ?? share, line);
  const hardTabs = values.get('hard_tabs');
  return {
    line,
    array: width('array_width'),
    call: width('fn_call_width'),
    chain: width('chain_width'),
    tab: number('tab_spaces') ?? DEFAULT_FORMAT.tab,
    hardTabs: hardTabs === 'true' ? true : hardTabs === 'false' ? false : null,
  };
}
