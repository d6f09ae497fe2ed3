/** Makes something when it is first asked for, such as what is loaded for it, and then gives the same. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
