import { kernelRecord } from './audit-records';
import type { Random } from './random';

const HOSTS = ['node-17', 'node-18', 'build-3'];

/** Ordinary lines of a server's syslog, as rsyslog writes them. `#` is a number, `@` hex digits. */
const MESSAGES = [
  'systemd[1]: Started Session # of User builder.',
  'systemd[1]: run-docker-runtime\\x2drunc-moby-@.mount: Deactivated successfully.',
  'sshd[#]: Accepted publickey for builder from 10.0.#.# port # ssh2: ED25519 SHA256:@',
  'sshd[#]: pam_unix(sshd:session): session opened for user builder(uid=#) by (uid=0)',
  'CRON[#]: (root) CMD (command -v debian-sa1 > /dev/null && debian-sa1 1 1)',
  'kernel: [#.#] docker0: port #(veth@) entered blocking state',
  'kernel: [#.#] audit: type=1400 audit(1795507687.#:#): apparmor="STATUS" operation="profile_load" profile="unconfined" name="docker-default" pid=# comm="apparmor_parser"',
  'kernel: [#.#] [UFW BLOCK] IN=ens5 OUT= MAC=@ SRC=10.0.#.# DST=10.0.#.# LEN=60 TOS=0x00 PREC=0x00 TTL=# ID=# PROTO=TCP SPT=# DPT=# WINDOW=1024 RES=0x00 SYN URGP=0',
  'dockerd[#]: time="2026-11-25T10:#:#Z" level=info msg="ignoring event" container=@ module=libcontainerd topic=/tasks/delete type="*events.TaskDelete"',
  'nginx[#]: 10.0.#.# - - "GET /api/v1/items/@?page=# HTTP/1.1" 200 # "-" "curl/8.5.0" rt=0.#',
  'my-service[#]: {"level":"info","ts":#.#,"caller":"http/server.go:#","msg":"request done","status":200,"path":"/v1/@","ms":#}',
  'my-service[#]: thread pool has # idle of # workers, queue length #, error rate 0.#',
  'postgres[#]: [#-1] LOG:  duration: #.# ms  statement: SELECT id, name FROM items WHERE owner = # ORDER BY id',
] as const;

/** How many different lines there are; a log repeats itself, but no window of a search sees that. */
const DIFFERENT = 20_000;

/** Pieces of a syslog of about `bytes` bytes with `records` records in it, evenly spread. */
export function* sparseLog(random: Random, bytes: number, records: number): Generator<string> {
  const lines = Array.from({ length: DIFFERENT }, () => line(random));
  let written = 0;
  let told = 0;
  while (written < bytes) {
    let piece = '';
    while (piece.length < 1 << 20) piece += random.pick(lines);
    if (written >= ((told + 0.5) * bytes) / records && told < records) {
      piece += kernelRecord(random, told++, syslog(random));
    }
    written += piece.length;
    yield piece;
  }
}

function line(random: Random): string {
  const text = random
    .pick(MESSAGES)
    .replace(/#/g, () => String(random.below(10 ** (1 + random.below(5)))))
    .replace(/@/g, () => random.hex(12));
  return `${syslog(random)}${text}\n`;
}

function syslog(random: Random): string {
  const two = (below: number): string => String(random.below(below)).padStart(2, '0');
  return `Nov 25 ${two(24)}:${two(60)}:${two(60)} ${random.pick(HOSTS)} `;
}
