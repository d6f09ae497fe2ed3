import * as vscode from 'vscode';
import type { Trap } from '../../core/traps/trap';
import type { Choices } from './choices';
import { Disposable } from './disposable';
import type { Ignored } from './ignored';
import { Judging } from './judging';
import { openWords } from './late';
import { type Offer, type OfferedRemedy, remediesOf, remedyId, widerFor } from './offers';
import type { PolicyStore } from './policy-store';
import { SpreadEvent } from './spread-event';
import { TrapOffers } from './trap-offers';
import type { TrapStore } from './trap-store';
import type { Turns } from './turns';
import type { AllowedVerdict, OpenVerdict, Verdict } from './verdict';

interface Wishes {
  readonly ignored: Ignored;
  readonly choices: Choices;
  readonly log: vscode.LogOutputChannel;
}

/** Where each trap stands; the same object until there is something else to say. */
export class Verdicts extends Disposable {
  readonly #changed: SpreadEvent;
  readonly #offers: TrapOffers;
  readonly #judging: Judging;
  readonly #opened = new WeakMap<Trap, { readonly basis: Basis; readonly verdict: OpenVerdict }>();
  /** Of verdicts that stand: the decoder asks at every change. */
  readonly #widened = new WeakMap<Verdict, readonly OfferedRemedy[]>();
  /** When an allowlist was first seen to let each trap through. */
  readonly #allowedSince = new Map<string, number>();
  #searched = false;
  #judged: { readonly of: readonly unknown[]; readonly traps: readonly Trap[] } = {
    of: [],
    traps: [],
  };

  /** A verdict may be different: traps or policies have changed. */
  readonly onDidChange: SpreadEvent['event'];

  constructor(
    private readonly traps: TrapStore,
    private readonly policies: PolicyStore,
    turns: Turns,
    private readonly wishes: Wishes,
  ) {
    super();
    this.#changed = this.register(new SpreadEvent(turns));
    this.onDidChange = this.#changed.event;
    this.#offers = new TrapOffers(policies);
    this.#judging = this.register(
      new Judging(
        turns,
        traps,
        {
          isKnown: (trap) => this.#offers.isKnown(trap),
          judge: (trap) => {
            this.of(trap);
          },
        },
        () => {
          this.#changed.fire();
        },
      ),
    );
    const update = () => {
      this.#judging.update();
    };
    this.register(traps.onDidChange(update));
    this.register(policies.onDidChange(update));
    this.register(wishes.ignored.onDidChange(update));
    // What was refused again was an older build's, as far as is known once there is a newer source.
    this.register(
      vscode.workspace.onDidSaveTextDocument(({ uri }) => {
        if (!policies.sources.some((source) => source.uri.toString() === uri.toString())) return;
        this.#allowedSince.clear();
        update();
      }),
    );
    this.register(
      traps.onDidClear(() => {
        this.#allowedSince.clear();
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

  /** In order of first sight. Looked for once while nothing is planned: there can be thousands. */
  get judged(): readonly Trap[] {
    const [{ traps }, { sources }, { planCount }] = [this.traps, this.policies, this.#offers];
    const of = [traps, sources, planCount];
    if (!isSameRow(this.#judged.of, of)) {
      this.#judged = { of, traps: traps.filter((trap) => this.#offers.isKnown(trap)) };
    }
    return this.#judged.traps;
  }

  /** How many need somebody, as far as is known: those that are not judged are not let through. */
  get openCount(): number {
    const asked = (some: readonly Trap[]) =>
      some.filter((trap) => !this.wishes.ignored.has(trap)).length;
    return this.open.length + asked(this.traps.traps) - asked(this.judged);
  }

  /** The verdict where it is known; null where it follows soon, which `onDidChange` tells. */
  known(trap: Trap): Verdict | null {
    if (this.#offers.isKnown(trap)) return this.of(trap);
    this.#judging.ask(trap);
    return null;
  }

  /** Neither let through by now nor ignored. */
  isOpen(trap: Trap): boolean {
    const allowed = this.#allowed(trap);
    return (!allowed || this.#isAgain(trap)) && !this.wishes.ignored.has(trap);
  }

  of(trap: Trap): Verdict {
    const allowed = this.#allowed(trap);
    if (!allowed) return this.#open(trap);
    return this.#isAgain(trap) ? again(allowed) : allowed;
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
    const lacking = this.#offers.lackingSources(trap);
    const wider = widerFor(lacking, trap).filter((remedy) => !offered.has(remedyId(remedy)));
    this.#widened.set(verdict, wider);
    return wider;
  }

  /** Where it is let through by now, whatever was refused since; notes when that was first seen. */
  #allowed(trap: Trap): AllowedVerdict | null {
    const allowed = this.#offers.allowed(trap);
    if (!allowed) this.#allowedSince.delete(trap.key);
    else if (!this.#allowedSince.has(trap.key)) this.#allowedSince.set(trap.key, Date.now());
    return allowed;
  }

  /** Whether one that is let through by now was refused again since. */
  #isAgain(trap: Trap): boolean {
    const since = this.#allowedSince.get(trap.key);
    return since !== undefined && this.traps.runs.refusedSince(trap, since);
  }

  async #search(): Promise<void> {
    try {
      await this.policies.discover();
    } catch (error) {
      this.wishes.log.error(`The workspace's sources were not searched: ${String(error)}`);
    }
    this.#searched = true;
    this.#judging.update();
  }

  #open(trap: Trap): OpenVerdict {
    const offers = this.#offers.of(trap);
    const basis = this.#basisOf(trap, offers);
    const known = this.#opened.get(trap);
    if (known && isSameBasis(known.basis, basis)) return known.verdict;
    const verdict: OpenVerdict = {
      kind: 'open',
      remedies: this.wishes.choices.sort(trap, remediesOf(offers)),
      notes: openWords().openNotes(trap, offers, this.#searched),
    };
    this.#opened.set(trap, { basis, verdict });
    return verdict;
  }

  #basisOf({ maybe = [], evidence }: Trap, offers: readonly Offer[]): Basis {
    const files: (string | null)[] = [];
    for (const { origin } of evidence) if (!files.includes(origin.file)) files.push(origin.file);
    return {
      offers,
      files,
      requests: maybe,
      choices: this.wishes.choices.version,
      searched: this.#searched,
    };
  }
}

/** All that an open verdict is made of. */
interface Basis {
  readonly offers: readonly Offer[];
  /** Where the trap was seen. */
  readonly files: readonly (string | null)[];
  /** Those that it may be about. */
  readonly requests: readonly number[];
  readonly choices: number;
  readonly searched: boolean;
}

function isSameBasis(one: Basis, other: Basis): boolean {
  return (
    one.choices === other.choices &&
    one.searched === other.searched &&
    isSameRow(one.offers, other.offers) &&
    isSameRow(one.files, other.files) &&
    isSameRow(one.requests, other.requests)
  );
}

function isSameRow<T>(one: readonly T[], other: readonly T[]): boolean {
  return one.length === other.length && one.every((each, at) => each === other[at]);
}

function again({ source, line }: AllowedVerdict): OpenVerdict {
  const place = { source, line };
  return { kind: 'open', remedies: [], notes: [openWords().refusedAgain(place)], again: place };
}
