/** A map that forgets its older half when it is full. */
export class Recent<V> {
  #young = new Map<number, V>();
  #old = new Map<number, V>();
  readonly #half: number;

  constructor(size: number) {
    this.#half = size / 2;
  }

  get(key: number): V | undefined {
    return this.#young.get(key) ?? this.#old.get(key);
  }

  set(key: number, value: V): void {
    this.#young.set(key, value);
    if (this.#young.size < this.#half) return;
    this.#old = this.#young;
    this.#young = new Map();
  }

  clear(): void {
    this.#young.clear();
    this.#old.clear();
  }
}
