import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { SarifLog } from '../../../src/cli/sarif';
import { findingsOf } from '../../../src/core/findings/find';
import type { Finding } from '../../../src/core/findings/finding';
import { readPolicy } from '../../../src/core/policy/read';
import { applyEdits } from '../../../src/core/text/edits';
import { parserReady, withCrlf } from '../plan/support';

/** The parts of SARIF 2.1.0 (OASIS) that GitHub's code scanning asks for, as they are written. */
interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}
interface Artifact {
  readonly uri: string;
  readonly uriBaseId?: string;
}
interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly {
    readonly physicalLocation: { readonly artifactLocation: Artifact; readonly region: Region };
  }[];
  readonly fixes?: readonly {
    readonly description: { readonly text: string };
    readonly artifactChanges: readonly {
      readonly artifactLocation: Artifact;
      readonly replacements: readonly {
        readonly deletedRegion: Region;
        readonly insertedContent?: { readonly text: string };
      }[];
    }[];
  }[];
}
interface Log {
  readonly $schema: string;
  readonly version: string;
  readonly runs: readonly {
    readonly tool: {
      readonly driver: {
        readonly name: string;
        readonly semanticVersion: string;
        readonly rules: readonly {
          readonly id: string;
          readonly shortDescription: { readonly text: string };
          readonly fullDescription: { readonly text: string };
          readonly help: { readonly text: string; readonly markdown: string };
          readonly defaultConfiguration: { readonly level: string };
        }[];
      };
    };
    readonly columnKind: string;
    readonly invocations: readonly { readonly executionSuccessful: boolean }[];
    readonly results: readonly Result[];
  }[];
}

/** Most kinds of finding at once, beside characters of two UTF-16 units and braces in names. */
const MANY = `// größer 𝔘
const KVM_RUN: u64 = 0xae81;

fn list() -> Result<Vec<(i64, Vec<SeccompRule>)>> {
    Ok(vec![
        /* 𝔘𝔘 */ (libc::SYS_write, or![and![Cond::new(0, ArgLen::Dword, Eq, 1)?]]),
        (libc::SYS_read, vec![]),
        (libc::SYS_read, vec![]),
        (libc::SYS_write, vec![]),
        (libc::SYS_ioctl, or![
            and![Cond::new(1, ArgLen::Qword, Eq, KVM_RUN)?],
            and![Cond::new(1, ArgLen::Qword, Eq, KVM_RUN)?],
        ]),
        #[cfg(target_arch = "aarch64")]
        (libc::SYS_open, vec![]),
    ])
}

fn filter() -> Result<BpfProgram> {
    SeccompFilter::new(list()?.into_iter().collect(), SeccompAction::Log, SeccompAction::Allow, arch)
}
`;

const FIXTURES = path.join(__dirname, '../../fixtures/policies');
const FILES: readonly (readonly [name: string, text: string])[] = [
  ['src/many ünï #1?.rs', MANY],
  ['src/crlf.rs', withCrlf(MANY)],
  ...readdirSync(FIXTURES).map(
    (name) => [`src/${name}`, readFileSync(path.join(FIXTURES, name), 'utf8')] as const,
  ),
];
const LEVELS = ['error', 'warning', 'note'];

test('a log holds what SARIF 2.1.0 and code scanning ask for', async () => {
  const parser = await parserReady;
  const log = new SarifLog();
  const found: { file: string; text: string; finding: Finding }[] = [];
  for (const [file, text] of FILES) {
    const findings = findingsOf(readPolicy(parser, text, 'x86_64'), { arch: 'x86_64' });
    log.add(file, text, findings);
    found.push(...findings.map((finding) => ({ file, text, finding })));
  }
  const { $schema, version, runs } = JSON.parse(JSON.stringify(log.document())) as Log;
  assert.equal(version, '2.1.0');
  assert.match(new URL($schema).pathname, /sarif-schema-2\.1\.0\.json$/);
  const [run, ...others] = runs;
  assert.ok(run && others.length === 0);
  const { name, semanticVersion, rules } = run.tool.driver;
  assert.ok(name !== '');
  assert.match(semanticVersion, /^\d+\.\d+\.\d+(?:-[\w.]+)?$/);
  assert.equal(run.columnKind, 'utf16CodeUnits');
  assert.deepEqual(run.invocations, [{ executionSuccessful: true }]);

  assert.equal(new Set(rules.map(({ id }) => id)).size, rules.length, 'ids are unique');
  for (const rule of rules) {
    assert.match(rule.id, /^[a-z]+(?:-[a-z]+)*$/);
    // Code scanning cuts a name and a description at 255 and 1024 characters.
    assert.ok(rule.shortDescription.text.length > 0 && rule.shortDescription.text.length <= 255);
    assert.ok(rule.fullDescription.text.length > 0 && rule.fullDescription.text.length <= 1024);
    assert.ok(rule.help.text.length > 0 && rule.help.markdown.length > 0);
    assert.ok(LEVELS.includes(rule.defaultConfiguration.level));
  }

  assert.ok(new Set(run.results.map(({ ruleId }) => ruleId)).size >= 6, 'many kinds');
  assert.equal(run.results.length, found.length);
  for (const [at, result] of run.results.entries()) {
    const { file, text, finding } = found[at] ?? assert.fail();
    assert.equal(rules[result.ruleIndex]?.id, result.ruleId);
    assert.deepEqual([result.ruleId, result.level], [finding.rule, finding.level]);
    assert.ok(result.message.text.length > 0);
    const [location, ...more] = result.locations;
    assert.ok(location && more.length === 0);
    const { artifactLocation, region } = location.physicalLocation;
    assertArtifact(artifactLocation, file);
    assert.equal(spanOf(text, region).join(), [finding.span.start, finding.span.end].join());
    assert.ok(finding.span.start < finding.span.end, 'something is marked');
    assert.equal(result.fixes?.length, finding.fix ? 1 : undefined);
    for (const fix of result.fixes ?? []) {
      assert.ok(fix.description.text.length > 0);
      const [change, ...further] = fix.artifactChanges;
      assert.ok(change && further.length === 0 && change.replacements.length > 0);
      assertArtifact(change.artifactLocation, file);
      const edits = change.replacements.map(({ deletedRegion, insertedContent }) => {
        const [start = 0, end = 0] = spanOf(text, deletedRegion);
        return { start, end, newText: insertedContent?.text ?? '' };
      });
      assert.equal(applyEdits(text, edits), applyEdits(text, finding.fix?.edits ?? []));
    }
  }
});

/** A relative reference of RFC 3986, from the root that the uploader knows. */
function assertArtifact({ uri, uriBaseId }: Artifact, file: string): void {
  assert.equal(uriBaseId, '%SRCROOT%');
  assert.match(uri, /^[\w\-.~!$&'()*+,;=@%/]+$/);
  assert.equal(decodeURIComponent(uri), file);
  const root = 'https://example.org/root/';
  assert.ok(new URL(uri, root).href.startsWith(root));
}

/** Offsets of a region, whose numbers count from 1 and whose end is behind it (3.30). */
function spanOf(text: string, region: Region): number[] {
  const { startLine, startColumn, endLine, endColumn } = region;
  for (const number of [startLine, startColumn, endLine, endColumn]) {
    assert.ok(Number.isInteger(number) && number >= 1, JSON.stringify(region));
  }
  const lines = text.split('\n');
  assert.ok(startLine < endLine || (startLine === endLine && startColumn <= endColumn));
  assert.ok(endLine <= lines.length);
  const offset = (line: number, column: number): number =>
    lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + column - 1;
  assert.ok(startColumn <= (lines[startLine - 1]?.length ?? 0) + 1);
  assert.ok(endColumn <= (lines[endLine - 1]?.length ?? 0) + 1);
  return [offset(startLine, startColumn), offset(endLine, endColumn)];
}
