/** A figure of the editor's table. */
export interface Figure {
  readonly what: string;
  readonly unit: 'ms' | 'KiB' | 'a second' | '';
  readonly value: number;
  /** The least of the runs, where there were several: what other programs disturbed least. */
  readonly least?: number;
  /** The most that is to be reached. */
  readonly most?: number;
  /** What is taken instead, and its figure in the same run. */
  readonly beside?: { readonly name: string; readonly value: number };
  /** What else there is to say of it. */
  readonly note?: string;
}

/** As a table of Markdown. */
export function figuresTable(version: string, figures: readonly Figure[]): string {
  return [
    `VS Code ${version}, the packed extension, one window.`,
    '',
    '| in the extension host | measured | at least | to reach | beside |',
    '| --- | --: | --: | --: | --- |',
    ...figures.map(row),
  ].join('\n');
}

function row({ what, unit, value, least, most, beside, note }: Figure): string {
  const told = (figure: number | undefined): string =>
    figure === undefined ? '' : `${rounded(figure)} ${unit}`.trim();
  const other = [beside && `${beside.name}: ${told(beside.value)}`, note]
    .filter(Boolean)
    .join('; ');
  const cells = [
    what,
    told(value),
    told(least),
    most === undefined ? '' : `≤ ${told(most)}`,
    other,
  ];
  return `| ${cells.join(' | ')} |`;
}

function rounded(figure: number): string {
  return figure >= 100 ? figure.toFixed(0) : figure.toFixed(1);
}
