/**
 * Counts the timers of one folder's code that come up, among those of all that runs in this host. Who asks
 * for a timer is read from the stack, which costs more than much of what is measured elsewhere: only
 * for the idle window.
 */
export class OwnTimers {
  readonly #fired = new Map<string, number>();

  /** @param folder whose code is meant */
  constructor(private readonly folder: string) {}

  /** Takes the place of the timers' functions from now on. */
  watch(): void {
    for (const name of ['setTimeout', 'setInterval', 'setImmediate'] as const) {
      const real = globalThis[name] as (...args: unknown[]) => unknown;
      const watched = (callback: unknown, ...args: unknown[]): unknown => {
        const owner = typeof callback === 'function' ? this.#owner() : null;
        if (owner === null) return real(callback, ...args);
        const run = callback as (...given: unknown[]) => unknown;
        return real(
          (...given: unknown[]) => {
            const key = `${name} ${typeof args[0] === 'number' ? args[0] : 0} ${owner}`;
            this.#fired.set(key, (this.#fired.get(key) ?? 0) + 1);
            return run(...given);
          },
          ...args,
        );
      };
      // `timers.promises` and the like hang on the function.
      Object.assign(globalThis, {
        [name]: Object.defineProperties(watched, Object.getOwnPropertyDescriptors(real)),
      });
    }
  }

  forget(): void {
    this.#fired.clear();
  }

  /** How often each came up since. */
  fired(): Record<string, number> {
    return Object.fromEntries(this.#fired);
  }

  /** Where in the folder's code it was asked for; null where elsewhere. */
  #owner(): string | null {
    const lines = new Error().stack?.split('\n').slice(3) ?? [];
    const line = lines.find((each) => each.includes(`${this.folder}/dist/`));
    return line === undefined ? null : line.trim().replace(`${this.folder}/`, '');
  }
}
