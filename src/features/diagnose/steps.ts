import type { DiagnoseEvent, DiagnoseResult } from '../../core/diagnose/events';
import type { Origin } from '../../core/traps/trap';
import type { Lens } from '../shared/lens';

/** What the loop does, as the decoder's picture of it shows. */
export function tellSteps({ progress, traps }: Lens, event: DiagnoseEvent, origin: Origin): void {
  if (event.kind !== 'step') return;
  const detail = event.text;
  switch (event.step) {
    case 'build':
      return;
    case 'run':
      traps.runs.begin(origin);
      return;
    case 'trace':
      traps.runs.begin(origin);
      progress.tell('collected', { state: 'now', detail });
      return;
    case 'loosen':
      progress.tell('logged', { state: 'now', detail });
      progress.tell('restored', { state: 'todo' });
      return;
    case 'log':
      traps.runs.begin(origin);
      progress.tell('logged', { state: 'done', detail });
      return;
    case 'judge':
      progress.tell('collected', { state: 'done', detail });
      return;
    case 'restore':
      progress.tell('restored', { state: 'done', detail });
      return;
    case 'review':
      progress.tell('allowed', { state: 'now', detail });
      return;
    case 'apply':
      progress.untell('allowed');
  }
}

/** How it ended. */
export function tellEnd({ progress }: Lens, { status, message, restored }: DiagnoseResult): void {
  progress.untell('allowed');
  if (!restored) progress.tell('restored', { state: 'failed' });
  if (status === 'passed') progress.tell('proven', { state: 'done', detail: message });
  else if (status === 'failed') progress.tell('proven', { state: 'failed', detail: message });
}
