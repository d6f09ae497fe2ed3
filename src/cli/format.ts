import { CliError } from './output';

/**
 * The form that `--format` or `--json` asks for; text where neither does.
 * @throws CliError where they ask for two
 */
export function formatOf<Format extends string>({
  format,
  json,
}: {
  readonly format?: Format;
  readonly json?: true;
}): Format | 'json' | 'text' {
  if (json && format !== undefined && format !== 'json') {
    throw new CliError(`--json and --format ${format} ask for two forms.`);
  }
  return json ? 'json' : (format ?? 'text');
}
