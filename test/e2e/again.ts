/** How long a person looks for what a key or a click was for, each time longer: 75 s in all. */
const LOOKS_MS = [5_000, 10_000, 20_000];
const LAST_LOOK_MS = 40_000;

/**
 * Tries as a person does, who looks and presses again: what came before may take the focus late, or
 * draw anew what was clicked on. For what may be done twice.
 * @param attempt acts, and waits so many milliseconds at most for what is seen of it
 * @throws what the last attempt threw
 */
export async function again<T>(attempt: (timeout: number) => Promise<T>): Promise<T> {
  for (const timeout of LOOKS_MS) {
    try {
      return await attempt(timeout);
    } catch {
      // The next attempt tells why it cannot be done, should it not be done.
    }
  }
  return attempt(LAST_LOOK_MS);
}

/**
 * Asks until the answer is as wanted.
 * @param what is missing where it does not come, with the latest answer
 * @throws Error when the time is over
 */
export async function becomes<T>(
  what: string,
  ask: () => Promise<T>,
  isWanted: (answer: T) => boolean,
  limitMs = 60_000,
): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (isWanted(answer)) return answer;
    if (Date.now() > end) throw new Error(`did not come: ${what}; it is ${String(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
