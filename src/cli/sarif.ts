import path from 'node:path';
import { pathToFileURL } from 'node:url';
import manifest from '../../package.json';
import type { Finding, FindingFix } from '../core/findings/finding';
import { FINDING_RULES, helpOf } from '../core/findings/rules';
import { Lines } from '../core/text/lines';
import type { Span } from '../core/text/span';

/** The root of the checked-out project, which whoever uploads the log knows. */
const ROOT = '%SRCROOT%';

/** Findings as a SARIF 2.1.0 log (OASIS, section numbers below), as code scanning reads it. */
export class SarifLog {
  readonly #results: object[] = [];
  readonly #notifications: object[] = [];

  /** @param text what the findings' offsets count in */
  add(file: string, text: string, findings: readonly Finding[]): void {
    const lines = new Lines(text);
    const artifactLocation = artifactOf(file);
    for (const { rule, level, message, span, fix } of findings) {
      const region = regionOf(lines, span);
      this.#results.push({
        ruleId: rule,
        ruleIndex: FINDING_RULES.findIndex(({ code }) => code === rule),
        level,
        message: { text: literal(message) },
        locations: [{ physicalLocation: { artifactLocation, region } }],
        ...(fix ? { fixes: [fixOf(lines, artifactLocation, fix)] } : {}),
      });
    }
  }

  /** A source that was asked for and not read; `why` is a sentence. */
  unreadable(file: string, why: string): void {
    this.#notifications.push({
      level: 'error',
      message: { text: literal(why) },
      locations: [{ physicalLocation: { artifactLocation: artifactOf(file) } }],
    });
  }

  document(): object {
    const failed = this.#notifications.length > 0;
    return {
      $schema:
        'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: {
              name: manifest.displayName,
              semanticVersion: manifest.version,
              rules: FINDING_RULES.map(({ code, level, title, help }) => ({
                id: code,
                shortDescription: { text: literal(title) },
                fullDescription: { text: literal(help) },
                // helpUri would have to be absolute (3.49.12); the page is in the project's own tree.
                help: {
                  text: literal(`${help} See ${helpOf(code)}.`),
                  markdown: `${help} See [${helpOf(code)}](${helpOf(code)}).`,
                },
                defaultConfiguration: { level },
              })),
            },
          },
          columnKind: 'utf16CodeUnits',
          invocations: [
            {
              executionSuccessful: !failed,
              ...(failed ? { toolExecutionNotifications: this.#notifications } : {}),
            },
          ],
          results: this.#results,
        },
      ],
    };
  }
}

/** Relative to where the command was run, where the file lies under that. */
function artifactOf(file: string): object {
  if (file === '-') return { uri: 'stdin' };
  const relative = path.relative('.', file);
  if (relative.startsWith('..') || path.isAbsolute(relative)) {
    return { uri: pathToFileURL(file).href };
  }
  const uri = relative.split(path.sep).map(encodeURIComponent).join('/');
  return { uri, uriBaseId: ROOT };
}

/** Lines and columns from 1, the end exclusive (3.30). */
function regionOf(lines: Lines, { start, end }: Span): object {
  return {
    startLine: lines.lineAt(start),
    startColumn: lines.columnAt(start),
    endLine: lines.lineAt(end),
    endColumn: lines.columnAt(end),
  };
}

function fixOf(lines: Lines, artifactLocation: object, { title, edits }: FindingFix): object {
  const replacements = edits.map(({ start, end, newText }) => ({
    deletedRegion: regionOf(lines, { start, end }),
    ...(newText === '' ? {} : { insertedContent: { text: newText } }),
  }));
  return {
    description: { text: literal(title) },
    artifactChanges: [{ artifactLocation, replacements }],
  };
}

/** Text in which no placeholder and no link is to be found (3.11.5, 3.11.6). */
function literal(text: string): string {
  return text.replace(/[{}]/g, '$&$&').replace(/[\\[\]]/g, '\\$&');
}
