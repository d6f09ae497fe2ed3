import { AuditDecoder } from './audit-record';
import { HyperlightDecoder } from './hyperlight';
import type { LineDecoder } from './line-decoder';
import { LossDecoder } from './losses';
import { ProgramDecoder } from './programs/decoder';
import { StraceDecoder } from './strace';

/**
 * Every record form, once for a stream: to read a further one, write its decoder and name it here.
 * Hyperlight stands first, since it may have to give up an earlier line before this one is told.
 */
export function createDecoders(): readonly LineDecoder[] {
  return [
    new HyperlightDecoder(),
    new AuditDecoder(),
    new StraceDecoder(),
    new LossDecoder(),
    new ProgramDecoder(),
  ];
}
