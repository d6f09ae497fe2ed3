import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  argumentsOf,
  manifestBundles,
  manifestTexts,
  sourceBundles,
} from '../../../scripts/l10n/bundles';
import { messagesOfSource } from '../../../scripts/l10n/messages';

/** What a language may leave as it is in English: names, terms of the field, and plain patterns. */
const SAME = new Map([
  [
    'de',
    new Set([
      ...['Bits', 'Decoder', 'Filter', 'Request', 'Tasks', 'Terminals', 'Thread'],
      ...['name', 'thread', ', thread ', 'argument {0} & {1}'],
      ...['Seccomp Lens', 'Traps', 'Allowlist'],
      ...['1 request', '1 record', '{0} requests', '{0} records', '{0} in {1}'],
      ...['terminal {0}', 'task {0}', 'argument {0}', 'thread {0}', 'Thread {0}'],
      ...['{0} bytes', '{0} in {1} (thread {2})', 'Signal {0}: {1}', 'In Rust: {0}'],
      ...['1 byte', '{0} ({1})', '{0}: {1}', 'in {0}', 'Diagnose', 'Diagnose…'],
    ]),
  ],
]);

const messages = messagesOfSource();

test('every text names all the arguments that its call gives', () => {
  for (const { text, place, given } of messages) {
    assert.equal(argumentsOf(text).length, given, `${place}: ${text}`);
  }
});

const manifest = manifestTexts();
const bundles = [
  ...sourceBundles().map((bundle) => ({
    bundle,
    wanted: messages.map(({ text }) => [text, text] as const),
  })),
  ...manifestBundles().map((bundle) => ({ bundle, wanted: Object.entries(manifest) })),
];

test('one more language than English is there', () => {
  assert.deepEqual(
    bundles.map(({ bundle }) => bundle.file),
    ['l10n/bundle.l10n.de.json', 'package.nls.de.json'],
  );
});

for (const { bundle, wanted } of bundles) {
  const translated = wanted.map(([key, english]) => ({
    key,
    english,
    text: bundle.texts[key] ?? '',
  }));

  describe(bundle.file, () => {
    test('has every text, and no other (npm run l10n)', () => {
      assert.deepEqual(Object.keys(bundle.texts).sort(), wanted.map(([key]) => key).sort());
    });

    test('translates each with its arguments', () => {
      for (const { key, english, text } of translated) {
        assert.notEqual(text, '', key);
        assert.deepEqual(argumentsOf(text), argumentsOf(english), key);
        // VS Code takes `{word}` for an argument too, and prints it away.
        assert.doesNotMatch(text, /\{(?!\d+\})/, key);
      }
    });

    test('keeps settings, commands and links as they are', () => {
      for (const { key, english, text } of translated) {
        assert.deepEqual(fixedParts(text), fixedParts(english), key);
      }
    });

    test('leaves in English only what is said alike', () => {
      const same = SAME.get(bundle.language) ?? new Set();
      const left = translated.filter(
        ({ english, text }) => english.toLowerCase() === text.toLowerCase(),
      );
      assert.deepEqual(
        left.map(({ english }) => english).filter((text) => !same.has(text)),
        [],
      );
    });
  });
}

/** What means the same to a machine in every language: code, settings, where a link goes. */
function fixedParts(text: string): string[] {
  return (text.match(/`[^`]+`|seccompLens\.\w+|\]\(command:[^)]+\)/g) ?? []).sort();
}
