/**
 * Rows of cells as lines, each column as wide as its widest cell; the first `numbers` columns are
 * set to the right. Cells are clean of control characters.
 */
export function rowsOf(rows: readonly (readonly string[])[], numbers: number): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, Array.from(cell).length)));
  }
  return rows.map((row) =>
    row
      .map((cell, i) => {
        const fill = ' '.repeat((widths[i] ?? 0) - Array.from(cell).length);
        return i < numbers ? fill + cell : cell + fill;
      })
      .join('  ')
      .trimEnd(),
  );
}
