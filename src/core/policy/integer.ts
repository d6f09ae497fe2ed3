/** An integer literal of Rust, its suffix ignored; null where it is none. */
export function integerOf(text: string): bigint | null {
  const match =
    /^(0x_*[0-9a-f][0-9a-f_]*|0o_*[0-7][0-7_]*|0b_*[01][01_]*|[0-9][0-9_]*?)_?(?:[ui](?:8|16|32|64|128|size))?$/i.exec(
      text,
    );
  const digits = match?.[1]?.replaceAll('_', '').toLowerCase();
  return digits === undefined ? null : BigInt(digits);
}
