import type { ActionName } from '../../core/abi/types';

/** The loop from a refusal to its proof, in order. */
export const STEPS = [
  'reproduced',
  'logged',
  'collected',
  'allowed',
  'restored',
  'proven',
] as const;
export type Step = (typeof STEPS)[number];

/** `skipped`: there was no need of it. `now`: the next thing to do. */
export type StepState = 'done' | 'skipped' | 'now' | 'todo' | 'failed';

export interface StepNote {
  readonly state: StepState;
  /** One sentence, where there is something to say. */
  readonly detail?: string;
}

/** What is known of a trap without anybody's telling. */
export interface StepFacts {
  readonly action: ActionName | null;
  /** The call is known, and so is its request where it has one. */
  readonly named: boolean;
  /** Against the allowlists; `again`: refused though one allows it. */
  readonly standing: 'open' | 'allowed' | 'again';
  /** A filter of the sources in question has Log as its mismatch action. */
  readonly logging: boolean;
}

/**
 * Where the loop stands: what was told of a step, else what the facts say. The first that is neither
 * done nor skipped is what comes now.
 */
export function stepsOf(
  facts: StepFacts,
  told: ReadonlyMap<Step, StepNote>,
): readonly { readonly step: Step; readonly note: StepNote }[] {
  let isNext = true;
  return STEPS.map((step) => {
    const note = told.get(step) ?? { state: stateOf(step, facts) };
    const isOver = note.state === 'done' || note.state === 'skipped';
    const state = note.state === 'todo' && isNext ? 'now' : note.state;
    isNext &&= isOver;
    return { step, note: { ...note, state } };
  });
}

function stateOf(step: Step, { action, named, standing, logging }: StepFacts): StepState {
  switch (step) {
    case 'reproduced':
      return 'done';
    case 'logged':
      if (action === 'log') return 'done';
      // The filter is loosened only where nothing else tells which call it was.
      return named ? 'skipped' : 'todo';
    case 'collected':
      return named ? 'done' : 'todo';
    case 'allowed':
      if (standing === 'again') return 'failed';
      return standing === 'allowed' ? 'done' : 'todo';
    case 'restored':
      if (logging) return 'todo';
      return action === 'log' ? 'done' : 'skipped';
    case 'proven':
      return 'todo';
  }
}
