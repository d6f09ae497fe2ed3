import { addAll } from './add-all';
import { CrateNames } from './crate-names';
import { once } from './once';
import { bracedIn, pathsIn } from './paths-in';

/** Another file of the crate, to be read beside the one that is asked about. */
export interface CrateFile {
  /** How the host calls it: what a message names, and what its edits go to. */
  readonly path: string;
  readonly text: string;
  /** Its module: `['guest', 'rules']` for `crate::guest::rules`; none for the crate's root. */
  readonly modules: readonly string[];
}

/** What is known of the crate around a source. */
export interface Crate {
  /** The module that the source itself is. */
  readonly modules: readonly string[];
  readonly files: readonly CrateFile[];
}

/** A source by itself. */
export const NO_CRATE: Crate = { modules: [], files: [] };

/** Gives the file of a module; null where there is none that may be read. */
export type AskForModule = (
  modules: readonly string[],
) => Promise<Omit<CrateFile, 'modules'> | null>;

/** A filter's parts lie in a few files; what refers to more is read in part, and that shows. */
const MAX_FILES = 24;
const MAX_ASKED = 160;
/** At once, since each answer takes several rounds of an event loop that has others to serve. */
const ASKED_AHEAD = 8;
const MAX_LENGTH = 1024 * 1024;
/** Of all that is looked at, parts of a filter or not. */
const MAX_LOOKED_AT = 8 * 1024 * 1024;
/** Of files that only hand on what others have: any file of a program may declare a name that is meant. */
const MAX_BETWEEN = 32 * 1024;
const MAX_WORDS = 8;
/** The standard library's crates, which no module can be named like without a `self::`. */
const STANDARD: ReadonlySet<string> = new Set(['std', 'core', 'alloc']);

/** A module to be looked at; `above` where the source lies in it, so that nothing leads there. */
interface Next {
  readonly modules: readonly string[];
  readonly above: boolean;
}

/**
 * The files that a source leads to by `mod x;`, `use crate::a::b` and paths, and the modules that it
 * lies in, which are read but not followed. Of these only such as declare a function or a constant that
 * is named on the way, or use one of the source's. At most 24 files of 1 Mi UTF-16 units
 * together.
 * @param modules the source's own module
 */
export async function crateAround(
  text: string,
  modules: readonly string[],
  ask: AskForModule,
): Promise<Crate> {
  const files: CrateFile[] = [];
  // Most sources lead to no file: then nothing is asked of their names.
  const namesOf = once(() => new CrateNames(text));
  const asked = new Map<string, CrateFile | null>([[modules.join('::'), null]]);
  /** Files that nothing looked for so far. */
  const passedOver: Next[] = [];
  const queue = leadsOf(text, modules);
  for (let up = modules.length - 1; up >= 0; up -= 1) {
    queue.push({ modules: modules.slice(0, up), above: true });
  }
  const ahead = new Map<string, ReturnType<AskForModule>>();
  for (const lead of queue.slice(0, ASKED_AHEAD)) {
    const key = lead.modules.join('::');
    if (asked.has(key) || ahead.has(key)) continue;
    const answer = ask(lead.modules);
    // Who comes to it is told what failed; it may be left out.
    answer.catch(() => undefined);
    ahead.set(key, answer);
  }
  const left = { part: MAX_LENGTH, between: MAX_BETWEEN };
  let leftToLookAt = MAX_LOOKED_AT;
  for (const next of queue) {
    if (files.length >= MAX_FILES || leftToLookAt < 0) break;
    const key = next.modules.join('::');
    let file = asked.get(key);
    if (file === undefined) {
      if (asked.size > MAX_ASKED) break;
      const found = await (ahead.get(key) ?? ask(next.modules));
      file = found && { ...found, modules: next.modules };
      asked.set(key, file);
      leftToLookAt -= file?.text.length ?? 0;
    }
    if (!file || files.includes(file)) continue;
    const names = namesOf();
    const worth = next.above && names.uses(file.text) ? 'part' : names.worth(file.text);
    if (worth === null || file.text.length > left[worth]) {
      passedOver.push(next);
      continue;
    }
    left[worth] -= file.text.length;
    files.push(file);
    if (next.above) continue;
    names.add(file.text);
    // A queue is walked on into what is added to it meanwhile: what this file leads to or looks for.
    addAll(queue, leadsOf(file.text, next.modules));
    addAll(queue, passedOver.splice(0));
  }
  return { modules, files };
}

function leadsOf(text: string, own: readonly string[]): Next[] {
  return modulesIn(text, own).map((modules) => ({ modules, above: false }));
}

/**
 * The modules that a text may name. Comments and other crates' paths count too, but for the standard
 * library's: what is not there costs a question.
 */
function modulesIn(text: string, own: readonly string[]): string[][] {
  const found: string[][] = [];
  for (const [, name = ''] of text.matchAll(/\bmod\s+(\w+)\s*;/g)) found.push([...own, name]);
  for (const path of pathsIn(text)) found.push(...along([], path, own));
  for (const { prefix, inner } of bracedIn(text)) {
    const before = prefix.split('::', MAX_WORDS + 1).slice(0, -1);
    for (const [path] of inner.matchAll(/\w+(?:::\w+)*/g)) found.push(...along(before, path, own));
  }
  return found;
}

/** The modules along a path, the longest first; what begins with a capital is no module. */
function along(before: readonly string[], path: string, own: readonly string[]): string[][] {
  const words = [...before, ...path.split('::', MAX_WORDS)];
  if (STANDARD.has(words[0] ?? '')) return [];
  const end = words.findIndex((word) => !/^[a-z_]/.test(word));
  const all = absolute(words.slice(0, end < 0 ? MAX_WORDS : Math.min(end, MAX_WORDS)), own);
  return all.map((_, at) => all.slice(0, all.length - at));
}

/** A path from the crate's root, the root itself left out. */
function absolute(words: readonly string[], own: readonly string[]): string[] {
  const at = words.findIndex((word) => word !== 'super' && word !== 'self');
  const ups = words.slice(0, at < 0 ? words.length : at).filter((word) => word === 'super').length;
  const rest = at < 0 ? [] : words.slice(at);
  if (rest[0] === 'crate') return rest.slice(1);
  return [...own.slice(0, Math.max(0, own.length - ups)), ...rest];
}
