import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { quickFixes } from '../lib/code-actions';
import { auditRecord } from '../lib/records';
import { eventually, findings, TestFolder } from '../lib/workspace';

const POLICY = `{
  "worker(((": {
    "mismatch_action": "trap",
    "match_action": "allow",
    "filter": [
      { "syscall": "brk" },
      { "syscall": "exit" },
      { "syscall": "write" }
    ]
  }
}
`;

suite('policies in JSON', () => {
  let folder: TestFolder;

  setup(async () => {
    folder = await TestFolder.create('json-policy');
  });

  teardown(() => folder.remove());

  test('an open one has the finding and its fix; closed it has none', async () => {
    const policy = await folder.write('policy.json', POLICY);
    const document = await vscode.workspace.openTextDocument(policy);
    await vscode.window.showTextDocument(document);
    const log = await folder.write('followed.log', '');
    await folder.watch(log);
    await folder.append('followed.log', auditRecord({ syscall: 318 }));
    const [finding] = await findings(policy, 1);
    assert.ok(finding);
    assert.equal(finding.message, 'getrandom was refused and is not in this allowlist');
    assert.equal(document.getText(finding.range), '"worker(((": {');
    const edit = await eventually('the fix', async () => {
      const actions = await quickFixes(policy, finding.range);
      return actions.find(({ title }) => title === 'Allow getrandom in worker(((')?.edit;
    });
    assert.ok(await vscode.workspace.applyEdit(edit));
    const line = '      { "syscall": "getrandom" },\n';
    assert.equal(document.getText().replace(line, ''), POLICY);
    await findings(policy, 0);
    await document.save();
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });
});
