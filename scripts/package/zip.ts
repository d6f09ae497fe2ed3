/** Where in a central directory's entry the sizes are (APPNOTE.TXT 4.3.12). */
const PACKED_SIZE = 20;

/** The entries of a zip file's directory: one disk, no zip64, as vsce writes it. */
export function entriesOf(zip: Buffer): Buffer[] {
  const end = endOf(zip);
  let at = zip.readUInt32LE(end + 16);
  return Array.from({ length: zip.readUInt16LE(end + 10) }, () => {
    const lengths = [28, 30, 32].reduce((sum, place) => sum + zip.readUInt16LE(at + place), 0);
    const entry = zip.subarray(at, at + 46 + lengths);
    at += entry.length;
    return entry;
  });
}

/** `extension/package.json` */
export function nameOf(entry: Buffer): string {
  return entry.toString('utf8', 46, 46 + entry.readUInt16LE(28));
}

/** Where its last record begins. */
export function endOf(zip: Buffer): number {
  return zip.lastIndexOf('PK\x05\x06', undefined, 'latin1');
}

/** Bytes of a zip file without the data of some of its files. */
export function sizeWithout(zip: Buffer, left: RegExp): number {
  return entriesOf(zip)
    .filter((entry) => left.test(nameOf(entry)))
    .reduce((sum, entry) => sum - entry.readUInt32LE(PACKED_SIZE), zip.length);
}
