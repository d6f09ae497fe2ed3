import type { Finding, Level } from '../core/findings/finding';
import { Lines } from '../core/text/lines';
import { oneLine } from '../core/text/untrusted';
import type { CheckFormat } from './check';
import { styled, writeJson, writeLine, type CliIo } from './output';
import { SarifLog } from './sarif';

/** Takes findings source by source. */
export interface Report {
  /** @param text what the findings' offsets count in */
  add(file: string, text: string, findings: readonly Finding[]): Promise<void>;
  /** A source that was asked for and not read; `why` is a sentence. */
  unreadable(file: string, why: string): void;
  /** No more come. */
  end(): Promise<void>;
}

/** The report of a format, written to `io.out`. */
export function reportAs(format: CheckFormat, io: CliIo): Report {
  switch (format) {
    case 'text':
      return new LineReport((file, finding, column) =>
        writeLine(io, textOf(io, file, finding, column)),
      );
    case 'json':
      return new LineReport((file, { rule, level, line, message }, column) =>
        writeJson(io, { rule, level, file, line, column, message }),
      );
    case 'sarif':
      return new SarifReport(io);
  }
}

/** One line a finding, as it is found. */
class LineReport implements Report {
  constructor(
    private readonly write: (file: string, finding: Finding, column: number) => Promise<void>,
  ) {}

  async add(file: string, text: string, findings: readonly Finding[]): Promise<void> {
    const lines = new Lines(text);
    for (const finding of findings) {
      await this.write(file, finding, lines.columnAt(finding.span.start));
    }
  }

  unreadable(): void {
    // The note on standard error has said so.
  }

  end(): Promise<void> {
    return Promise.resolve();
  }
}

const STYLES = { error: 'red', warning: 'yellow', note: 'cyan' } as const satisfies Record<
  Level,
  string
>;

/** As compilers write it, so that editors and CI find the place. */
function textOf(io: CliIo, file: string, finding: Finding, column: number): string {
  const { line, level, message, rule } = finding;
  const place = styled(io, 'bold', `${oneLine(file, 1000)}:${line}:${column}:`);
  return `${place} ${styled(io, STYLES[level], level)}: ${message}  [${rule}]`;
}

/** One document for all sources. */
class SarifReport implements Report {
  readonly #log = new SarifLog();

  constructor(private readonly io: CliIo) {}

  add(file: string, text: string, findings: readonly Finding[]): Promise<void> {
    this.#log.add(file, text, findings);
    return Promise.resolve();
  }

  unreadable(file: string, why: string): void {
    this.#log.unreadable(file, why);
  }

  end(): Promise<void> {
    return writeJson(this.io, this.#log.document());
  }
}
