/** Writes tables as JSON that a diff can show: one row a line. */
import { writeFileSync } from 'node:fs';

/** Writes one table: each key on its own line, and each row of an array of rows on its own. */
export function writeTable(file: string, table: Readonly<Record<string, unknown>>): number {
  const parts = Object.entries(table).map(
    ([key, value]) =>
      `${JSON.stringify(key)}: ${isRows(value) ? rows(value) : JSON.stringify(value)}`,
  );
  const text = `{\n${parts.join(',\n')}\n}\n`;
  writeFileSync(file, text);
  return text.length;
}

function isRows(value: unknown): value is readonly (readonly unknown[])[] {
  return Array.isArray(value) && value.every((row) => Array.isArray(row));
}

function rows(value: readonly (readonly unknown[])[]): string {
  return `[\n${value.map((row) => JSON.stringify(row)).join(',\n')}\n]`;
}
