import type { Lens } from '../shared/lens';
import { DecoderView } from './view';

/** The side panel that says in words what was refused, from which line that is known, and what to do. */
export function registerDecoder(lens: Lens): void {
  lens.context.subscriptions.push(new DecoderView(lens));
}
