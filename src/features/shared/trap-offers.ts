import type { Plan } from '../../core/plan/remedy';
import type { Trap } from '../../core/traps/trap';
import { DeniedLists } from './denied-lists';
import { type Offer, offersFor } from './offers';
import type { PolicySource } from './policy-source';
import type { AllowedVerdict } from './verdict';

/** What each source can do about each trap: planned once for each version of the source. */
export class TrapOffers {
  /** By trap; null where the source has nothing that the trap could be about. */
  readonly #plans = new WeakMap<PolicySource, Map<string, Offer | null>>();
  #planCount = 0;
  /** For each trap the sources that have been seen to lack it: one of these that allows it has taken it up. */
  readonly #lacking = new Map<string, Set<string>>();
  readonly #denied: DeniedLists;

  constructor(private readonly policies: { readonly sources: readonly PolicySource[] }) {
    this.#denied = new DeniedLists(policies);
  }

  /** How much has been planned: what is known by now was not before there was so much. */
  get planCount(): number {
    return this.#planCount;
  }

  /** Whether nothing is left to plan for it. */
  isKnown({ key }: Trap): boolean {
    return this.policies.sources.every((source) => this.#plans.get(source)?.has(key));
  }

  /** In the sources' order; each takes milliseconds where it is not known. */
  of(trap: Trap): readonly Offer[] {
    return this.#planned(trap).filter(({ source }) => !this.#denied.holdsAllOf(source));
  }

  #planned(trap: Trap): readonly Offer[] {
    return this.policies.sources.flatMap((source) => {
      let plans = this.#plans.get(source);
      if (!plans) this.#plans.set(source, (plans = new Map<string, Offer | null>()));
      const known = plans.get(trap.key);
      if (known !== undefined) return known ?? [];
      const [offer = null] = offersFor([source], trap);
      plans.set(trap.key, offer);
      this.#planCount++;
      if (!offer) return [];
      if (offer.plan.kind === 'remedies') this.#noteLack(trap, source);
      return [offer];
    });
  }

  /** Those that do not let the call through. */
  lackingSources(trap: Trap): PolicySource[] {
    return this.of(trap)
      .filter((offer) => !isAllowing(offer))
      .map(({ source }) => source);
  }

  /**
   * Allowed where the source that lacked it has it now, or where no source lacks it. A workspace can
   * hold several filters, and which of them refused the call no record says: one filter's leave is
   * no answer to another's refusal.
   */
  allowed(trap: Trap): AllowedVerdict | null {
    const lacked = this.#lacking.get(trap.key);
    // A source that only registers host functions has no list that could lack the call.
    const lists = this.of(trap).filter(
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

  #noteLack(trap: Trap, source: PolicySource): void {
    const sources = this.#lacking.get(trap.key) ?? new Set();
    this.#lacking.set(trap.key, sources.add(source.uri.toString()));
  }
}

function isAllowing(
  offer: Offer,
): offer is Offer & { plan: Extract<Plan, { kind: 'already-allowed' }> } {
  return offer.plan.kind === 'already-allowed';
}
