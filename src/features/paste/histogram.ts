import * as vscode from 'vscode';
import { iocText } from '../../core/abi/ioctls';
import type { Arch } from '../../core/abi/types';
import {
  cutRequestWords,
  type HistogramRow,
  meaningOf,
  readHistogram,
} from '../../core/records/histogram';
import type { Lens } from '../shared/lens';
import { fileInPick } from '../shared/notify';
import { optionsFor, type PolicySource } from '../shared/policy-source';

/** A histogram is a screen or two; what is longer is something else. */
const LONGEST = 64 * 1024;

/**
 * Explains a histogram of ioctl requests as awk makes it of a trace: what each request is, and which
 * sources allow it. It offers no fix: it counts the whole process, where no call need be refused.
 * @returns false where the text is none
 */
export async function showHistogram(lens: Lens, text: string): Promise<boolean> {
  const rows = text.length > LONGEST ? null : readHistogram(text);
  if (!rows) return false;
  await lens.policies.discover();
  const { sources } = lens.policies;
  const items = rows
    .toSorted((a, b) => b.count - a.count)
    .map((row) => itemOf(row, lens.arch, sources));
  await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Requests of the whole process'),
    placeHolder: vscode.l10n.t('A histogram does not tell which calls were made under a filter.'),
    matchOnDescription: true,
  });
  return true;
}

function itemOf(
  row: HistogramRow,
  arch: Arch,
  sources: readonly PolicySource[],
): vscode.QuickPickItem {
  const { value, names } = meaningOf(row, arch);
  const label = names.slice(0, 2).join(vscode.l10n.t(' or '));
  if (row.cut) return { label, description: `×${row.count}`, detail: cutRequestWords() };
  if (value === null) {
    return {
      label,
      description: `×${row.count}`,
      detail: vscode.l10n.t('No table has this name.'),
    };
  }
  const allowing = sources.filter((source) => {
    const want = { arch, syscall: 'ioctl', request: value, comm: null };
    return (
      source.ask.planFor(source.policy, want, optionsFor(source, arch)).kind === 'already-allowed'
    );
  });
  const files = allowing.map(({ uri }) => fileInPick(uri));
  return {
    label,
    description: `0x${value.toString(16)} · ${iocText(arch, value)} · ×${row.count}`,
    ...(files.length > 0 ? { detail: vscode.l10n.t('allowed in {0}', files.join(', ')) } : {}),
  };
}
