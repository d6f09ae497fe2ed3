import assert from 'node:assert/strict';
import { appendFile, copyFile, mkdir, rename, rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { api, traps, trapSeen, trouble } from '../lib/model';
import { allArrived, MANY, numbered } from '../lib/numbered';
import { auditRecord, hyperlightIoctl } from '../lib/records';
import { eventually, TestFolder, watched } from '../lib/workspace';

const GETPID = { syscall: 39 };
const GETRANDOM = { syscall: 318, serial: 8 };

suite('followed logs', () => {
  let folder: TestFolder;
  let log: vscode.Uri;

  setup(async () => {
    folder = await TestFolder.create('logs');
    log = await folder.write('vmm.log', `started\n${auditRecord(GETPID)}`);
  });

  teardown(() => folder.remove());

  test('what it holds and what is added are traps; what is added in parts is one', async () => {
    await folder.watch(log);
    const [getpid] = [await trapSeen('getpid')];
    assert.ok(getpid.origins[0]?.endsWith('vmm.log'));
    const record = auditRecord(GETRANDOM);
    await folder.append('vmm.log', record.slice(0, 60));
    await folder.append('vmm.log', record.slice(60));
    await trapSeen('getrandom');
    await trouble('vmm.log', null);
  });

  test('rotation by rename: the old one and the new one are both read', async () => {
    await folder.watch(log);
    await trapSeen('getpid');
    await rename(log.fsPath, `${log.fsPath}.1`);
    await writeFile(log.fsPath, auditRecord(GETRANDOM));
    await trapSeen('getrandom');
    await trouble('vmm.log', null);
  });

  test('cut short and written anew: what is written then is read', async () => {
    await folder.watch(log);
    await trapSeen('getpid');
    await truncate(log.fsPath, 0);
    await folder.append('vmm.log', auditRecord(GETRANDOM));
    await trapSeen('getrandom');
  });

  test('gone: the view says so; back: it is followed again, the traps having stayed', async () => {
    await folder.watch(log);
    await trapSeen('getpid');
    await rm(log.fsPath);
    const { label } = await trouble(
      'vmm.log',
      `${labelOf(log)} is gone; it is followed again when it comes back.`,
    );
    assert.equal(label, labelOf(log));
    await writeFile(log.fsPath, auditRecord(GETRANDOM));
    await trapSeen('getrandom');
    await trapSeen('getpid');
    await trouble('vmm.log', null);
  });

  test('empty, and not there: one sentence each, until a line comes', async () => {
    const empty = await folder.write('empty.log', '');
    await folder.watch(empty);
    await trouble('empty.log', `${labelOf(empty)} is empty so far.`);
    const missing = vscode.Uri.joinPath(log, '..', 'missing.log');
    await folder.watch(missing);
    await trouble(
      'missing.log',
      `${labelOf(missing)} does not exist yet; it is followed once it does.`,
    );
    await folder.append('missing.log', auditRecord(GETRANDOM));
    await trapSeen('getrandom');
    await trouble('missing.log', null);
    await folder.append('empty.log', auditRecord({ ...GETPID, serial: 9 }));
    await trapSeen('getpid');
    await trouble('empty.log', null);
  });

  test('a program instead of a log: said, and nothing in it is decoded', async () => {
    const bytes = Buffer.from(Array.from({ length: 4096 }, (_, at) => at % 256));
    const file = path.join(path.dirname(log.fsPath), 'vmm.bin');
    await writeFile(file, Buffer.concat([bytes, Buffer.from(auditRecord(GETRANDOM))]));
    await folder.watch(vscode.Uri.file(file));
    await trouble(
      'vmm.bin',
      `${labelOf(vscode.Uri.file(file))} is not a text log; nothing in it is decoded.`,
    );
    await folder.watch(log);
    await trapSeen('getpid');
    assert.deepEqual(
      (await traps()).map(({ title }) => title),
      ['getpid'],
    );
  });

  test('a folder: why it cannot be read', async () => {
    const dir = vscode.Uri.joinPath(log, '..', 'journal');
    await mkdir(dir.fsPath);
    await folder.watch(dir);
    await trouble('journal', `${labelOf(dir)} cannot be read. It is a folder, not a file.`);
  });

  test('the setting is honoured when it changes, relative to the folder', async () => {
    const settings = vscode.workspace.getConfiguration('seccompLens');
    const set = (value: string[] | undefined) =>
      settings.update('logFiles', value, vscode.ConfigurationTarget.Workspace);
    try {
      await set([labelOf(log)]);
      await trapSeen('getpid');
    } finally {
      await set(undefined);
    }
    const { sources } = await api();
    await eventually(
      'nothing followed',
      () => !sources().some(({ label }) => label === labelOf(log)),
    );
    await folder.append('vmm.log', auditRecord(GETRANDOM));
    await folder.watch(await folder.write('other.log', auditRecord({ syscall: 41, serial: 9 })));
    await trapSeen('socket');
    assert.deepEqual(
      (await traps()).map(({ title }) => title),
      ['getpid', 'socket'],
    );
  });

  test('a glob in the setting: the logs that are there, and one that comes', async () => {
    const settings = vscode.workspace.getConfiguration('seccompLens');
    const glob = labelOf(log).replace('vmm.log', '*.log');
    try {
      await settings.update('logFiles', [glob], vscode.ConfigurationTarget.Workspace);
      await trapSeen('getpid');
      await watched(await folder.write('later.log', auditRecord(GETRANDOM)));
      await trapSeen('getrandom');
    } finally {
      await settings.update('logFiles', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  for (const how of ['renamed', 'copied and cut'] as const) {
    test(`${MANY} numbered records, the log ${how} on the way: nothing twice, nothing lost`, async () => {
      const many = await folder.write('many.log', '');
      await folder.watch(many);
      const pieces = 10;
      for (let piece = 0; piece < pieces; piece++) {
        await appendFile(many.fsPath, numbered(MANY / pieces, 1 + (piece * MANY) / pieces));
        // logrotate turns a log once a day; nobody could follow two turns in a millisecond.
        if (piece % 3 === 0) await trapSeen('getpid', ((piece + 1) * MANY) / pieces);
        if (piece % 3 !== 2) continue;
        if (how === 'renamed') await rename(many.fsPath, `${many.fsPath}.1`);
        else {
          await copyFile(many.fsPath, `${many.fsPath}.1`);
          await truncate(many.fsPath);
        }
      }
      await allArrived(MANY, many.fsPath, 0);
    });
  }

  test('paused: what is added waits; resumed: it is read, also after a rotation', async () => {
    await folder.watch(log);
    await trapSeen('getpid');
    await vscode.commands.executeCommand('seccompLens.pauseSource', log.fsPath);
    await folder.append('vmm.log', auditRecord({ syscall: 41, serial: 9 }));
    await rename(log.fsPath, `${log.fsPath}.1`);
    await writeFile(log.fsPath, auditRecord(GETRANDOM));
    // Another log is read meanwhile, which takes longer than a look at the first would.
    await folder.watch(await folder.write('other.log', auditRecord({ syscall: 57, serial: 10 })));
    await trapSeen('fork');
    assert.deepEqual(
      (await traps()).map(({ title }) => title),
      ['getpid', 'fork'],
    );
    await vscode.commands.executeCommand('seccompLens.resumeSource', log.fsPath);
    await trapSeen('socket');
    await trapSeen('getrandom');
    await trapSeen('getpid');
  });

  test('no longer followed and followed again: read on, and nothing counted twice', async () => {
    const stop = () => vscode.commands.executeCommand('seccompLens.stopWatching', log);
    const record = hyperlightIoctl(0xae01);
    await folder.append('vmm.log', record);
    await folder.watch(log);
    await trapSeen('ioctl(KVM_CREATE_VM)');
    await stop();
    await folder.append('vmm.log', record);
    await folder.watch(log);
    await trapSeen('ioctl(KVM_CREATE_VM)', 2);
    await stop();
    await vscode.commands.executeCommand('seccompLens.clearTraps');
    await folder.watch(log);
    // What a person has cleared away and asks for again is shown again.
    await trapSeen('ioctl(KVM_CREATE_VM)', 2);
    await trapSeen('getpid');
  });

  test('paused, no longer followed, and asked for again: it is read', async () => {
    await folder.watch(log);
    await trapSeen('getpid');
    await vscode.commands.executeCommand('seccompLens.pauseSource', log.fsPath);
    await vscode.commands.executeCommand('seccompLens.stopWatching', log);
    await folder.watch(log);
    await folder.append('vmm.log', auditRecord(GETRANDOM));
    await trapSeen('getrandom');
    await trapSeen('getpid');
  });

  test('followed by a person and by the setting: read once', async () => {
    const settings = vscode.workspace.getConfiguration('seccompLens');
    await folder.watch(log);
    try {
      await settings.update('logFiles', [labelOf(log)], vscode.ConfigurationTarget.Workspace);
      await folder.append('vmm.log', auditRecord(GETRANDOM));
      await trapSeen('getrandom');
      await trapSeen('getpid');
    } finally {
      await settings.update('logFiles', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });
});

function labelOf(uri: vscode.Uri): string {
  return vscode.workspace.asRelativePath(uri);
}
