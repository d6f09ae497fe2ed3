import { createReadStream, createWriteStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { burst } from '../inputs';
import type { Host } from './host';
import type { NamedHold } from './measures';
import { LOG } from './workspace';

export interface Burst {
  readonly held: NamedHold;
  /** Seconds until all records are counted, by the clock. */
  readonly seconds: number;
  readonly traps: number;
}

/** Appends all records at once, with the views open, and waits until they are counted and shown. */
export async function burstOf(
  { session, ask }: Host,
  records: number,
  traps: number,
): Promise<Burst> {
  await session.workbench.openContainer('Seccomp Lens');
  const before = await ask<number>('records');
  await ask('holdsBegin');
  const begun = Date.now();
  await pipeline(
    createReadStream(burst(records, traps)),
    createWriteStream(path.join(session.folder, LOG), { flags: 'a' }),
  );
  while ((await ask<number>('records')) - before < records) await delay(200);
  const seconds = (Date.now() - begun) / 1000;
  // What is put off is done by then.
  for (let quiet = 0; quiet < 5; quiet++) await delay(1000);
  const held = await ask<NamedHold>('holdsEnd');
  return { held, seconds, traps: await ask<number>('traps') };
}
