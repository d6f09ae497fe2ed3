import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readingRemedy } from '../../../src/host/reading-remedy';

const ROOT_ONLY = { mode: 0o100600, gid: 0 };
const OF_ADM = { mode: 0o100640, gid: 4 };
const OPEN = { mode: 0o100644, gid: 0 };

const CASES = [
  {
    what: 'a file of adm',
    file: '/var/log/kern.log',
    closed: '/var/log/kern.log',
    is: OF_ADM,
    remedy: 'sudo usermod -aG adm "$USER"',
  },
  {
    what: 'a folder of adm',
    file: '/var/log/audit/audit.log',
    closed: '/var/log/audit',
    is: { mode: 0o040710, gid: 4 },
    remedy: 'sudo usermod -aG adm "$USER"',
  },
  {
    what: 'a folder that its group may list and not go through',
    file: '/var/log/vmm/vmm.log',
    closed: '/var/log/vmm',
    is: { mode: 0o040740, gid: 4 },
    remedy: 'sudo setfacl -R -m "u:$USER:rX" /var/log/vmm',
  },
  {
    what: 'a folder of root',
    file: '/var/log/vmm/vmm.log',
    closed: '/var/log/vmm',
    is: ROOT_ONLY,
    remedy: 'sudo setfacl -R -m "u:$USER:rX" /var/log/vmm',
  },
  {
    what: 'auditd’s folder of root, whose files auditd makes anew',
    file: '/var/log/audit/audit.log',
    closed: '/var/log/audit',
    is: ROOT_ONLY,
    remedy:
      "sudo sed -i 's/^log_group *=.*/log_group = adm/' /etc/audit/auditd.conf && " +
      'sudo service auditd restart && sudo usermod -aG adm "$USER"',
  },
  {
    what: 'a file of root, oddly named',
    file: "/x/it's $(id).log",
    closed: "/x/it's $(id).log",
    is: ROOT_ONLY,
    remedy: `sudo setfacl -m "u:$USER:r" '/x/it'\\''s $(id).log'`,
  },
  {
    what: 'a group that no file names',
    file: '/x/y',
    closed: '/x/y',
    is: { mode: 0o100640, gid: 77 },
    remedy: 'sudo setfacl -m "u:$USER:r" /x/y',
  },
  { what: 'nothing closed', file: '/x/y', closed: null, is: OPEN, remedy: null },
] as const;

for (const { what, file, closed, is, remedy } of CASES) {
  test(`${what}: ${remedy ?? 'no remedy'}`, async () => {
    const refusal = Object.assign(new Error('no'), { code: 'EACCES' });
    const by = {
      stat: () => Promise.resolve(is),
      check: (place: string) => (place === closed ? Promise.reject(refusal) : Promise.resolve()),
      groups: () => Promise.resolve('root:x:0:\nadm:x:4:syslog\n'),
    };
    assert.equal(await readingRemedy(file, by), remedy);
  });
}
