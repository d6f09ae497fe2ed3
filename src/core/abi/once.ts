/** Remembers what a function made of each key: a table is built when it is first asked for. */
export function onceFor<K, V>(build: (key: K) => V): (key: K) => V {
  const made = new Map<K, V>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const value = build(key);
    made.set(key, value);
    return value;
  };
}
