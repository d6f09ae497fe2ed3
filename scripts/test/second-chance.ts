import { failure, type Failure, type Outcome } from './outcome';

/** Where more tests have failed, something is broken, and none is run again. */
export const MOST_CHANCES = 5;

/**
 * Runs what failed once more, by itself: what passes then has passed, and is named as unsteady.
 * Editors, processes, kernels have moments that no test has in hand on a loaded machine.
 * @param first what the suite came to
 * @param again runs what `Failure.again` names, by itself
 * @returns the same where a failure is none of a test, or there are too many
 */
export async function withSecondChance(
  first: Outcome,
  again: (named: string) => Promise<Outcome>,
): Promise<Outcome> {
  const names = first.failed.flatMap((each) => each.again ?? []);
  if (names.length < first.failed.length || names.length > MOST_CHANCES) return first;
  const seconds = new Map<string, Outcome>();
  for (const name of new Set(names)) {
    const second = await again(name).catch((error: unknown) => failure(name, String(error)));
    seconds.set(name, second);
  }
  const unsteady: Failure[] = [];
  const failed: Failure[] = [];
  for (const each of first.failed) {
    const second = seconds.get(each.again ?? '');
    if (second !== undefined && second.passed > 0 && second.failed.length === 0) {
      unsteady.push(each);
    } else failed.push({ ...each, details: both(each, second) });
  }
  return { ...first, passed: first.passed + unsteady.length, failed, unsteady };
}

function both({ details }: Failure, second: Outcome | undefined): string {
  const later = second?.failed.map((each) => `${each.title}\n${each.details}`) ?? [];
  const said = later.length > 0 ? later.join('\n') : 'It was not run.';
  return `${details.trimEnd()}\nAt the second attempt:\n${said}`;
}
