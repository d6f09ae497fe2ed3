import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { MadeTexts } from '../../../src/features/shared/made-texts';
import { eventually } from '../lib/workspace';

suite('texts that no file holds', () => {
  let texts: MadeTexts;

  setup(() => {
    texts = new MadeTexts('made');
  });

  teardown(() => {
    texts.dispose();
  });

  const at = (nth: number) => vscode.Uri.from({ scheme: 'made', path: `/of/${nth}.rs` });

  test('a document that is open says what stands there by now', async () => {
    texts.set(at(0), 'before');
    const document = await vscode.workspace.openTextDocument(at(0));
    assert.equal(document.getText(), 'before');
    texts.set(at(0), 'after');
    await eventually('the later text', () => document.getText() === 'after');
  });

  test('the latest twenty are kept, and of others that is said', () => {
    for (let nth = 0; nth < 20; nth++) texts.set(at(nth), `text ${nth}`);
    texts.set(at(0), 'text 0');
    texts.set(at(20), 'text 20');
    assert.equal(texts.provideTextDocumentContent(at(0)), 'text 0');
    assert.match(texts.provideTextDocumentContent(at(1)), /^This text is no longer kept/);
    assert.equal(texts.provideTextDocumentContent(at(20)), 'text 20');
  });
});
