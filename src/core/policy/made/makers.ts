import { signatureOf } from '../signature';
import type { Group, Token } from '../tokens';
import type { OwnFunction } from './functions';
import { handedIn } from './handed';
import { lookedUp, Loops } from './loops';
import { comparedBy, isElement, makerOf, makerRules, type Maker, type RuleMaker } from './maker';
import { Env } from './origin';
import { scanBody, type Scan } from './sites';

/** The functions of a file that make entries or rules. */
export class Makers {
  private readonly entries = new Map<string, Maker | null>();
  private readonly rules = new Map<string, RuleMaker | null>();
  private readonly twice = new Set<string>();
  private readonly types = new Map<readonly Token[], string>();
  readonly loops = new Loops();
  /** Functions that calls are found by their names with. */
  private readonly lookups: readonly string[];
  /** Bodies that say nothing by themselves. */
  readonly bodies = new Set<readonly Token[]>();
  /** Whether no function puts calls on a list. */
  readonly areNone: boolean;
  /** Brackets of closures' bodies in which a call is put on a list. */
  readonly sites = new Set<Group>();

  /** @param outer those of other files, for names that this one has no function of */
  constructor(
    functions: readonly OwnFunction[],
    private readonly outer: Makers | null = null,
  ) {
    for (const { type, body } of functions) if (type !== null) this.types.set(body, type);
    const lookups = new Map(
      functions.flatMap(({ name, params, body }) => {
        const names = params.length === 1 ? lookedUp(body) : null;
        return names ? [[name, names] as const] : [];
      }),
    );
    this.lookups = [...lookups.keys()];
    const scanned = functions.map((fn) => ({ fn, scan: scanOf(fn, lookups) }));
    for (const { fn, scan } of scanned) this.note(fn, scan);
    // Where none of them makes anything, none hands anything on to one that does.
    if (!this.isIdle()) for (const { fn, scan } of scanned) this.noteHanded(fn, scan);
    for (const { fn, scan } of scanned) for (const one of scan.closures) this.noteClosure(fn, one);
    this.areNone = this.isIdle();
    for (const { fn, scan } of scanned) this.noteLoops(fn, scan);
  }

  /** The type whose method a body is. */
  typeOf(body: readonly Token[]): string | null {
    return this.types.get(body) ?? this.outer?.typeOf(body) ?? null;
  }

  /** Those of this file that put calls on a list. */
  all(): Maker[] {
    return [...this.entries.values()].flatMap((maker) => maker ?? []);
  }

  /** All names that a call of has a meaning here. */
  names(): string[] {
    const known = [...this.entries, ...this.rules].filter(([, made]) => made !== null);
    const own = [...known.map(([name]) => name), ...this.lookups];
    return [...own, ...(this.outer?.names() ?? [])];
  }

  /** Where something in functions is put on a list, or compared for one. */
  places(): number[] {
    const bodies = [...this.bodies].flatMap((body) => body[0]?.start ?? []);
    const groups = [...this.sites, ...this.loops.sites.keys()].map(({ start }) => start);
    return [...bodies, ...groups, ...(this.outer?.places() ?? [])];
  }

  entry(name: string): Maker | null {
    const own = this.entries.get(name);
    return own === undefined ? (this.outer?.entry(name) ?? null) : own;
  }

  rule(name: string): RuleMaker | null {
    const own = this.rules.get(name);
    return own === undefined ? (this.outer?.rule(name) ?? null) : own;
  }

  private isIdle(): boolean {
    return this.all().length === 0 && (this.outer?.areNone ?? true);
  }

  private note(fn: OwnFunction, scan: Scan): void {
    const [site, more] = scan.sites;
    const maker = site && !more ? makerOf(fn, site, scan.compared) : null;
    // What loops may build the filter too.
    if (maker && (maker.key?.steps.length ?? 0) === 0) this.bodies.add(fn.body);
    else if (maker && site) this.sites.add(site.group);
    // Two of one name cannot be told apart here.
    if (this.entries.has(fn.name)) this.twice.add(fn.name);
    this.entries.set(fn.name, this.twice.has(fn.name) ? null : maker);
    const compared = site ? null : comparedBy(fn.modules, scan.compared);
    const isRule = compared?.value.param != null && signatureOf(fn.signature).returns === 'rule';
    const rule = isRule ? { name: fn.name, rules: compared } : null;
    if (rule) this.bodies.add(fn.body);
    this.rules.set(fn.name, this.twice.has(fn.name) ? null : rule);
  }

  /** A function that only hands each of its calls on: `nrs.into_iter().fold(self, Policy::allow)`. */
  private noteHanded(fn: OwnFunction, scan: Scan): void {
    if (scan.sites.length > 0 || this.entries.get(fn.name) !== null || this.twice.has(fn.name))
      return;
    const made = handedIn(scan.calls).flatMap(({ name, args }) => {
      const maker = name === fn.name ? null : this.entry(name);
      return maker ? [{ maker, args: args() }] : [];
    });
    const [only, more] = made;
    if (!only || more) return;
    const { maker, args } = only;
    const key = maker.key?.param != null ? args[maker.key.param] : undefined;
    if (key?.param == null || maker.rules !== null || maker.key?.steps.length !== 0) return;
    const { type, name } = fn;
    const arity = fn.params.length;
    this.entries.set(name, {
      ...maker,
      name,
      type,
      arity,
      key: { ...key, named: maker.key.named },
    });
    this.bodies.add(fn.body);
  }

  /** The arrays that a function loops over, or gives to one that does. */
  private noteLoops(fn: OwnFunction, scan: Scan): void {
    const { compared } = scan;
    for (const site of scan.sites) {
      const { key, answer, receiver } = site;
      const rules =
        key.steps[0] === 'each' && isElement(key.steps)
          ? makerRules(fn, site, compared)
          : 'strange';
      if (key.param !== null || rules === 'strange' || rules?.kind === 'given') continue;
      this.loops.note(key, { ...key, rules, answer, body: fn.body, receiver, at: site.start });
      this.loops.sites.set(site.group, { start: site.start, of: key.tokens, answer });
    }
    for (const { name, args } of this.areNone ? [] : handedIn(scan.calls)) {
      const maker = this.entry(name);
      if (maker?.key?.param == null || maker.key.steps[0] !== 'each') continue;
      const given = args()[maker.key.param];
      if (given?.param !== null) continue;
      if (given.steps.length > 0) continue;
      const { answer, sink } = maker;
      const rules = maker.rules?.kind === 'compared' ? maker.rules : null;
      this.loops.note(given, { ...maker.key, rules, answer, ...sink });
    }
  }

  private noteClosure(fn: OwnFunction, closure: Scan['closures'][number]): void {
    const env = new Env(closure.env);
    closure.params.forEach((param, at) => {
      env.set(param, { param: at });
    });
    const { sites, compared } = scanBody(closure.body, env);
    const [site, more] = sites;
    const like = { ...fn, name: closure.name, type: null, params: closure.params };
    const maker = site && !more ? makerOf(like, site, compared) : null;
    if (!maker || !site) return;
    this.entries.set(
      closure.name,
      this.entries.has(closure.name) ? null : { ...maker, receiver: site.receiver },
    );
    this.sites.add(site.group);
  }
}

function scanOf(fn: OwnFunction, lookups: Env['lookups']): Scan {
  const env = new Env(null, lookups);
  fn.params.forEach((param, at) => {
    env.set(param, { param: at });
  });
  return scanBody(fn.body, env);
}
