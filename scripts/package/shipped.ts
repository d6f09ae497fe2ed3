/** What only developing needs of a manifest. */
const OF_DEVELOPERS = ['devDependencies', 'scripts'];

/** A file of the package as it is shipped: JSON without what is for people, a fifth of the manifest. */
export function shipped(name: string, bytes: Buffer): Buffer {
  if (!name.endsWith('.json')) return bytes;
  const value = JSON.parse(bytes.toString()) as object;
  const left = name === 'extension/package.json' ? OF_DEVELOPERS : [];
  const kept = Object.entries(value).filter(([key]) => !left.includes(key));
  return Buffer.from(JSON.stringify(Object.fromEntries(kept)));
}
