import type { Fault } from '../fault.ts'
import { countLines, prove } from '../proofs.ts'
import { shopWithLogrotate } from '../stacks.ts'

const base = { programs: shopWithLogrotate, entity: 'logrotate', breaks: [], upload: /^(?!ss|free|traces|.*\.json$)/ } as const
const rules = '/etc/logrotate.d/nginx'
const log = '/var/log/logrotate.log'

export const logrotateFaults: readonly Fault[] = [
  {
    ...base,
    id: 'logrotate-file-not-reopened',
    mechanism: 'rotated-log',
    breaks: ['nginx'],
    looksLike: 'a web server without visitors',
    inject: (lab) => lab.edit(rules, (text) => text.replace(/ {4}sharedscripts[^}]*/, '')),
    twin: (lab) => lab.edit(rules, (text) => text.replace('rotate 4', 'rotate 5')),
    probe: async (lab) => {
      const { stdout } = await lab.run(['sh', '-c', `ls -l /proc/${lab.pid('nginx')}/fd; stat -c %s /var/log/nginx/access.log`])
      const written = /-> (\/var\/log\/nginx\/access\.log\.\S+)/.exec(stdout)?.[1]
      return prove(
        written !== undefined && stdout.endsWith('\n0\n'),
        `nginx writes to ${written ?? '/var/log/nginx/access.log'}, access.log has ${stdout.trim().split('\n').at(-1)} bytes`,
      )
    },
    question: 'access.log of the web server is empty although customers order. Where do the lines go?',
    facts: { reopen: 'rotat|reopen|renamed|USR1|access\\.log\\.\\d|postrotate|old (file|log)|descriptor' },
    evidence: ['access\\.log\\.\\d', 'postrotate'],
  },
  {
    ...base,
    id: 'logrotate-unknown-option',
    mechanism: 'bad-configuration',
    inject: (lab) => lab.edit(rules, (text) => text.replace('rotate 4', 'rotte 4').replace('size 8k', 'sise 8k')),
    twin: (lab) => lab.edit(rules, (text) => text.replace('size 8k', 'size 9k')),
    probe: (lab) => {
      const refused = countLines(lab, log, /unknown option|found error in|errors? found/i)
      return prove(refused > 0, `logrotate refused its configuration in ${refused} lines`)
    },
    question: 'The logs of the web server grow since the retention was changed. Why?',
    facts: { option: 'unknown option|sise|rotte|syntax|bad|invalid|error in|configuration' },
    evidence: ['unknown option', 'sise 8k'],
  },
  {
    ...base,
    id: 'logrotate-folder-too-open',
    mechanism: 'wrong-file-mode',
    arrange: (lab) => lab.write('/etc/logrotate.conf', 'create\ninclude /etc/logrotate.d\n', { mode: 0o644 }),
    inject: (lab) => lab.sh('chmod 777 /var/log/nginx'),
    twin: (lab) => lab.sh('chmod 755 /var/log/nginx'),
    probe: (lab) => {
      const skipped = countLines(lab, log, /because parent directory has insecure permissions/)
      return prove(skipped > 0, `logrotate skipped the log ${skipped} times for the mode of its folder`)
    },
    question: 'The access log is not rotated any more since the folder was opened to the developers. Why?',
    facts: { mode: 'insecure permission|permission|mode|writable', what: 'director|folder|/var/log/nginx' },
    evidence: ['insecure permissions', 'drwxrwxrwx'],
  },
]
