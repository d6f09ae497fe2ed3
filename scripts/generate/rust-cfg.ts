/** Rust's conditional compilation: what a target sets, and whether a predicate holds. */
import { run } from './crates';
import { closing, splitAtCommas } from './rust-tokens';

/** The options that are set, as rustc prints them: `unix`, `target_arch="x86_64"`. */
export type Cfg = ReadonlySet<string>;

/** What rustc sets for a target, with the default features of the crate added. */
export function cfgOfTarget(triple: string, features: readonly string[] = []): Cfg {
  const lines = run('rustc', ['--print', 'cfg', '--target', triple]).split('\n');
  return new Set([...lines.filter(Boolean), ...features.map((name) => `feature="${name}"`)]);
}

/**
 * Whether a `cfg` predicate holds; an option that nothing sets is false, as in rustc.
 * @param tokens the predicate alone: `any ( unix , target_os = "x" )`.
 */
export function holds(tokens: readonly string[], cfg: Cfg): boolean {
  const word = tokens[0] ?? '';
  if (tokens[1] === '(') {
    const inner = splitAtCommas(tokens.slice(2, closing(tokens, 1)));
    if (word === 'any') return inner.some((each) => holds(each, cfg));
    if (word === 'all') return inner.every((each) => holds(each, cfg));
    if (word === 'not') return !inner.every((each) => holds(each, cfg));
    throw new Error(`unknown cfg predicate ${tokens.join(' ')}`);
  }
  if (word === 'true' || word === 'false') return word === 'true';
  if (tokens[1] === '=') return cfg.has(`${word}=${tokens[2] ?? ''}`);
  return cfg.has(word);
}
