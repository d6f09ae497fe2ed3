import * as vscode from 'vscode';
import type { Plan } from '../../core/plan/remedy';
import { requestAdvice } from '../../core/traps/advice';
import type { Trap } from '../../core/traps/trap';
import type { Choices } from './choices';
import { Disposable } from './disposable';
import type { Ignored } from './ignored';
import {
  type Offer,
  type OfferedRemedy,
  offersFor,
  remediesOf,
  remedyId,
  wantOf,
  widerFor,
} from './offers';
import type { PolicySource } from './policy-source';
import type { PolicyStore } from './policy-store';
import { Throttle } from './throttle';
import type { TrapStore } from './trap-store';

/** The line, from 1, that lets a call through. */
export interface AllowedPlace {
  readonly source: PolicySource;
  readonly line: number;
}

interface Wishes {
  readonly ignored: Ignored;
  readonly choices: Choices;
  readonly log: vscode.LogOutputChannel;
}

/** Where a trap stands against the workspace's allowlists. */
export type Verdict =
  | {
      /** An allowlist lets the call through by now. */
      readonly kind: 'allowed';
      readonly source: PolicySource;
      /** 1-based. */
      readonly line: number;
      readonly message: string;
    }
  | {
      /** Needs a person. */
      readonly kind: 'open';
      /** Narrowest first; empty where nothing can be offered. */
      readonly remedies: readonly OfferedRemedy[];
      /** One sentence for each source that offers nothing, and why. */
      readonly notes: readonly string[];
      /** Where an allowlist lets it through: it was refused again since. */
      readonly again?: AllowedPlace;
    };

type AllowedVerdict = Extract<Verdict, { kind: 'allowed' }>;
type OpenVerdict = Extract<Verdict, { kind: 'open' }>;

/** So many traps are judged unasked: nobody answers more at a time, and each takes milliseconds. */
export const JUDGED_MOST = 500;
/** Then others have their turn. */
const SLICE_MS = 10;
const PROGRESS_MS = 200;

/**
 * Judges traps against policies; each pair once for each version of the source, in slices that leave
 * the extension host to others.
 */
export class Verdicts extends Disposable {
  readonly #changed = this.register(new vscode.EventEmitter<void>());
  /** By trap; null where the source has nothing that the trap could be about. */
  readonly #plans = new WeakMap<PolicySource, Map<string, Offer | null>>();
  readonly #opened = new WeakMap<Trap, { readonly basis: string; readonly verdict: OpenVerdict }>();
  /** Of verdicts that stand: the decoder asks at every change. */
  readonly #widened = new WeakMap<Verdict, readonly OfferedRemedy[]>();
  /** Names the offers of `#opened`. */
  readonly #numbers = new WeakMap<Offer, number>();
  #numbered = 0;
  /** Beyond those that are judged unasked. */
  readonly #asked = new Set<string>();
  #slice: NodeJS.Immediate | undefined;
  readonly #progress = this.register(
    new Throttle(() => {
      this.#changed.fire();
    }, PROGRESS_MS),
  );
  /** For each trap the sources that have been seen to lack it: one of these that allows it has taken it up. */
  readonly #lacking = new Map<string, Set<string>>();
  /** When an allowlist was first seen to let each trap through. */
  readonly #allowedSince = new Map<string, number>();
  #searched = false;

  /** A verdict may be different: traps or policies have changed. */
  readonly onDidChange = this.#changed.event;

  constructor(
    private readonly traps: TrapStore,
    private readonly policies: PolicyStore,
    private readonly wishes: Wishes,
  ) {
    super();
    const fire = () => {
      this.#update();
    };
    this.register(traps.onDidChange(fire));
    this.register(policies.onDidChange(fire));
    this.register(wishes.ignored.onDidChange(fire));
    // What was refused again was an older build's, as far as is known once there is a newer source.
    this.register(
      vscode.workspace.onDidSaveTextDocument(({ uri }) => {
        if (!policies.sources.some((source) => source.uri.toString() === uri.toString())) return;
        this.#allowedSince.clear();
        fire();
      }),
    );
    this.register(
      traps.onDidClear(() => {
        this.#allowedSince.clear();
        this.#asked.clear();
      }),
    );
    // The workspace is searched when there is something to look up in it, not before.
    const first = this.register(
      traps.onDidArrive(() => {
        first.dispose();
        void this.#search();
      }),
    );
  }

  /** Of the traps that are judged those that need somebody, in order of first sight. */
  get open(): readonly Trap[] {
    return this.judged.filter((trap) => this.isOpen(trap));
  }

  /** In order of first sight. */
  get judged(): readonly Trap[] {
    return this.traps.traps.filter((trap) => this.#isJudged(trap));
  }

  /** How many need somebody, as far as is known: those that are not judged are not let through. */
  get openCount(): number {
    const { traps } = this.traps;
    return traps.filter((trap) =>
      this.#isJudged(trap) ? this.isOpen(trap) : !this.wishes.ignored.has(trap),
    ).length;
  }

  /** The verdict where it is known; null where it follows soon, which `onDidChange` tells. */
  known(trap: Trap): Verdict | null {
    if (this.#isJudged(trap)) return this.of(trap);
    this.#asked.add(trap.key);
    this.#slice ??= setImmediate(() => {
      this.#judge();
    });
    return null;
  }

  /** Neither let through by now nor ignored. */
  isOpen(trap: Trap): boolean {
    return this.of(trap).kind === 'open' && !this.wishes.ignored.has(trap);
  }

  of(trap: Trap): Verdict {
    const offers = this.#offers(trap);
    const allowed = this.#allowed(trap, offers);
    if (!allowed) {
      this.#allowedSince.delete(trap.key);
      return this.#open(trap, offers);
    }
    const since = this.#allowedSince.get(trap.key) ?? Date.now();
    this.#allowedSince.set(trap.key, since);
    return this.traps.runs.refusedSince(trap, since) ? this.#again(allowed) : allowed;
  }

  /**
   * Remedies beyond those of an open verdict that allow more than the evidence asks for: for places
   * that show, before they offer one, what it widens and why there may be none narrower.
   */
  wider(trap: Trap): readonly OfferedRemedy[] {
    const verdict = this.of(trap);
    if (verdict.kind !== 'open') return [];
    const known = this.#widened.get(verdict);
    if (known) return known;
    const offered = new Set(verdict.remedies.map(remedyId));
    const lacking = this.#lackingSources(trap);
    const wider = widerFor(lacking, trap).filter((remedy) => !offered.has(remedyId(remedy)));
    this.#widened.set(verdict, wider);
    return wider;
  }

  override dispose(): void {
    clearImmediate(this.#slice);
    super.dispose();
  }

  /** Something is different: what is not judged yet comes first. */
  #update(): void {
    if (this.#slice) this.#progress.request();
    else this.#judge();
  }

  /** Judges for some milliseconds; what is left follows when others had their turn. */
  #judge(): void {
    this.#slice = undefined;
    if (this.disposed) return;
    const end = performance.now() + SLICE_MS;
    for (const trap of this.#wanted()) {
      if (this.#isJudged(trap)) continue;
      if (performance.now() > end) {
        this.#slice = setImmediate(() => {
          this.#judge();
        });
        this.#progress.request();
        return;
      }
      this.#offers(trap);
    }
    this.#changed.fire();
  }

  *#wanted(): Iterable<Trap> {
    yield* this.traps.traps.slice(0, JUDGED_MOST);
    for (const key of this.#asked) {
      const trap = this.traps.byKey(key);
      if (trap) yield trap;
    }
  }

  #isJudged(trap: Trap): boolean {
    return this.policies.sources.every((source) => this.#plans.get(source)?.has(trap.key));
  }

  async #search(): Promise<void> {
    try {
      await this.policies.discover();
    } catch (error) {
      this.wishes.log.error(`The workspace's sources were not searched: ${String(error)}`);
    }
    this.#searched = true;
    this.#update();
  }

  #offers(trap: Trap): readonly Offer[] {
    return this.policies.sources.flatMap((source) => {
      let plans = this.#plans.get(source);
      if (!plans) this.#plans.set(source, (plans = new Map<string, Offer | null>()));
      const known = plans.get(trap.key);
      if (known !== undefined) return known ?? [];
      const [offer = null] = offersFor([source], trap);
      plans.set(trap.key, offer);
      if (!offer) return [];
      this.#numbers.set(offer, ++this.#numbered);
      if (offer.plan.kind === 'remedies') this.#noteLack(trap, source);
      return [offer];
    });
  }

  /** Those that do not let the call through. */
  #lackingSources(trap: Trap): PolicySource[] {
    return this.#offers(trap)
      .filter((offer) => !isAllowing(offer))
      .map(({ source }) => source);
  }

  #noteLack(trap: Trap, source: PolicySource): void {
    const sources = this.#lacking.get(trap.key) ?? new Set();
    this.#lacking.set(trap.key, sources.add(source.uri.toString()));
  }

  /**
   * Allowed where the source that lacked it has it now, or where no source lacks it. A workspace can
   * hold several filters, and which of them refused the call no record says: one filter's leave is
   * no answer to another's refusal.
   */
  #allowed(trap: Trap, offers: readonly Offer[]): AllowedVerdict | null {
    const lacked = this.#lacking.get(trap.key);
    // A source that only registers host functions has no list that could lack the call.
    const lists = offers.filter(
      ({ plan, source }) => plan.kind !== 'impossible' && source.policy.lists.length > 0,
    );
    const allows = lists.filter(isAllowing);
    const takenUp = allows.find(({ source }) => lacked?.has(source.uri.toString()));
    const offer = takenUp ?? (allows.length === lists.length ? allows[0] : undefined);
    if (!offer) return null;
    const { file, line, message } = offer.plan;
    const source = file === null ? offer.source : offer.source.crate.sourceOf(file);
    return { kind: 'allowed', source: source ?? offer.source, line, message };
  }

  /** A filter refuses what a list allows: an older build of it, or another one. */
  #again({ source, line }: AllowedVerdict): Verdict {
    const note = vscode.l10n.t(
      'Line {0} of {1} allows it by now, and yet it was refused again: save, build and run what is there. If it comes back, another filter refuses it.',
      line,
      vscode.workspace.asRelativePath(source.uri),
    );
    return { kind: 'open', remedies: [], notes: [note], again: { source, line } };
  }

  /** The same object until there is something else to say. */
  #open(trap: Trap, offers: readonly Offer[]): OpenVerdict {
    const basis = JSON.stringify([
      offers.map((offer) => this.#numbers.get(offer)),
      [this.wishes.choices.version, this.#searched, trap.maybe],
      [...new Set(trap.evidence.map(({ origin }) => origin.file))],
    ]);
    const known = this.#opened.get(trap);
    if (known?.basis === basis) return known.verdict;
    const verdict = this.#openAnew(trap, offers);
    this.#opened.set(trap, { basis, verdict });
    return verdict;
  }

  #openAnew(trap: Trap, offers: readonly Offer[]): OpenVerdict {
    const notes = offers.flatMap(({ source, plan }) => {
      if (plan.kind !== 'impossible' && plan.kind !== 'ambiguous') return [];
      const file = vscode.workspace.asRelativePath(source.uri);
      return offers.length === 1 ? plan.message : `${file}: ${plan.message}`;
    });
    const candidates = trap.maybe === undefined ? null : requestAdvice(trap);
    if (candidates !== null) notes.push(candidates);
    if (!wantOf(trap)) notes.push(unknownCall(trap));
    else if (offers.length === 0) notes.push(this.#noAllowlist());
    return { kind: 'open', remedies: this.wishes.choices.sort(trap, remediesOf(offers)), notes };
  }

  #noAllowlist(): string {
    return this.#searched
      ? vscode.l10n.t(
          'No seccomp allowlist was found in the Rust sources of this workspace: open the folder that holds the filter, or set seccompLens.sources.',
        )
      : vscode.l10n.t('The Rust sources of this workspace are being searched for allowlists.');
  }
}

function isAllowing(
  offer: Offer,
): offer is Offer & { plan: Extract<Plan, { kind: 'already-allowed' }> } {
  return offer.plan.kind === 'already-allowed';
}

function unknownCall({ number, arch, auditArch }: Trap): string {
  if (number === null) {
    return vscode.l10n.t('No line says which call was refused, so there is nothing to allow yet.');
  }
  if (arch !== null) {
    return vscode.l10n.t(
      'The table of {0} has no call {1}, so no allowlist entry can be named for it.',
      arch,
      number,
    );
  }
  return auditArch === null
    ? vscode.l10n.t(
        'No line says of which architecture call {0} is, so its name is not known.',
        number,
      )
    : vscode.l10n.t(
        'The architecture of call {0} has no table here, so its name is not known.',
        number,
      );
}
