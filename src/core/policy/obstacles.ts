import { meets, type Span } from '../text/span';
import type { PolicyProblem } from './model';

/** What stands in the way of changing a source, asked for by the places that a change touches. */
export class Obstacles {
  readonly #problemsFor: (places: readonly Span[]) => readonly PolicyProblem[];

  /** @param problemsFor gives at least those problems that block and touch one of the places */
  constructor(problemsFor: (places: readonly Span[]) => readonly PolicyProblem[]) {
    this.#problemsFor = problemsFor;
  }

  /** The first problem for which these places must not be edited; null where they are sound. */
  at(places: readonly Span[]): PolicyProblem | null {
    const blocks = (problem: PolicyProblem): boolean =>
      problem.blocks && places.some((place) => meets(place, problem.span));
    return this.#problemsFor(places).find(blocks) ?? null;
  }
}
