import { createRequire } from 'node:module';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import * as vscode from 'vscode';
import type { Api } from '../../../src/features/api/api';
import { answer } from './answer';
import { PolicyReads, type Taken } from './policy-reads';
import { heapAfterCollection, LoopHolds, type NamedHold, threadCpuMs } from './measures';
import { OwnTimers } from './own-timers';
import { search } from './search';
import { TurnProfile } from './turn-profile';

/** The extension's main file, as its package has it. */
interface Main {
  readonly activate: (context: vscode.ExtensionContext) => Api;
}

const timers = new OwnTimers(__dirname);
if (process.env['SECCOMP_LENS_BENCH_TIMERS'] === '1') timers.watch();
const policies = new PolicyReads(path.join(__dirname, 'dist'));
const begunCpu = threadCpuMs();
const begun = performance.now();
const main = createRequire(__filename)('./dist/start.js') as Main;
const loaded = performance.now();
const loadedCpu = threadCpuMs();

/** Stands before the extension's own `activate` and answers what the bench asks of its host. */
export function activate(context: vscode.ExtensionContext): Api {
  const beforeCpu = threadCpuMs();
  const before = performance.now();
  const api = main.activate(context);
  const activation: Taken = {
    wall: loaded - begun + performance.now() - before,
    cpu: loadedCpu - begunCpu + threadCpuMs() - beforeCpu,
  };
  const holds = new LoopHolds();
  const profile = new TurnProfile();
  const socket = process.env['SECCOMP_LENS_BENCH'];
  if (socket === undefined) throw new Error('SECCOMP_LENS_BENCH names no socket.');
  context.subscriptions.push(
    answer(socket, {
      activation: () => activation,
      records: () => api.sources().reduce((sum, { records }) => sum + records, 0),
      newestFirst: () => vscode.commands.executeCommand('seccompLens.sortTraps', 'latest'),
      traps: () => api.traps().length,
      holdsBegin: () => {
        profile.begin();
        holds.begin();
      },
      holdsEnd: async (): Promise<NamedHold> => {
        const held = holds.end();
        return { ...held, name: await profile.end(held.longest.from, held.longest.to) };
      },
      search: () => search(),
      heap: () => heapAfterCollection(),
      wakesBegin: () => {
        timers.forget();
      },
      wakesEnd: () => timers.fired(),
      firstRead: (file) => policies.first(String(file)),
      typedInFunction: (file) => policies.typed('function', String(file), 30),
      typedInList: (file) => policies.typed('list', String(file), 30),
      typed: (file) => policies.typed('function', String(file), 1),
    }),
  );
  return api;
}
