/** Adds something to those of its key. */
export function addTo<K, T>(by: Map<K, T[]>, key: K, one: T): void {
  const same = by.get(key);
  if (same) same.push(one);
  else by.set(key, [one]);
}
