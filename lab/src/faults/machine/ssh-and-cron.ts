import { login } from '../../programs/sshd.ts'
import type { Fault } from '../fault.ts'
import { fillDisk, holdConnections, keepDoing } from '../moves.ts'
import { countLines, logged, prove } from '../proofs.ts'

const ssh = { programs: ['rsyslog', 'sshd'], entity: 'sshd', breaks: ['sshd'] } as const
const cron = { programs: ['rsyslog', 'cron'], entity: 'cron', breaks: ['cron'], seconds: 63 } as const
const auth = '/var/log/auth.log'

export const machineFaults: readonly Fault[] = [
  {
    ...ssh,
    id: 'ssh-brute-force',
    mechanism: 'brute-force',
    breaks: [],
    inject: (lab) => {
      const users = ['root', 'admin', 'oracle', 'test', 'alice', 'git', 'ubuntu', 'postgres']
      keepDoing(
        lab,
        async () =>
          login(lab, {
            user: users[Math.floor(lab.random() * users.length)] ?? 'root',
            password: `summer${Math.floor(lab.random() * 99)}`,
          }),
        20,
      )
      keepDoing(lab, async () => login(lab, { user: 'root', password: 'toor' }), 20)
    },
    twin: (lab) => login(lab, { user: 'alice', password: 'corect-horse' }),
    probe: (lab) => {
      const failed = countLines(lab, auth, /Failed password/)
      return prove(failed > 8, `${failed} passwords failed`)
    },
    question: 'Is there anything to worry about in the log of our bastion?',
    facts: { attack: 'brute[- ]?force|password guess|failed (password|login)|login attempts|dictionary|attack|invalid user' },
    evidence: ['Failed password', 'Invalid user'],
  },
  {
    ...ssh,
    id: 'ssh-key-file-mode',
    mechanism: 'wrong-file-mode',
    inject: (lab) => lab.sh('chmod 777 /home/deploy/.ssh /home/deploy/.ssh/authorized_keys'),
    twin: (lab) => lab.sh('chmod 600 /home/deploy/.ssh/authorized_keys'),
    probe: async (lab) => {
      const { code } = await login(lab)
      return prove(code !== 0 && countLines(lab, auth, /bad ownership or modes/) > 0, `the login of deploy ends with ${code}`)
    },
    question: 'deploy cannot log in with its key any more. Why?',
    facts: { mode: 'ownership|mode|permission', what: 'authorized_keys|\\.ssh|director|file' },
    evidence: ['bad ownership or modes'],
  },
  {
    ...ssh,
    id: 'ssh-too-many-startups',
    mechanism: 'connection-limit',
    arrange: (lab) =>
      lab.edit('/etc/ssh/sshd_config', (text) => text.replace('MaxStartups 10:30:60', 'MaxStartups 3:100:4\nLoginGraceTime 60')),
    inject: () => holdConnections(8, '10.20.0.33', 22),
    probe: async (lab) => {
      const { code } = await login(lab)
      return prove(
        code !== 0 && countLines(lab, auth, /MaxStartups/) > 0,
        `the login of deploy ends with ${code} and sshd names MaxStartups`,
      )
    },
    question: 'The bastion drops new logins at once, open sessions go on. Why?',
    facts: { limit: 'MaxStartups|unauthenticated connections|connection limit|too many|throttl' },
    evidence: ['MaxStartups'],
  },
  {
    ...ssh,
    id: 'ssh-user-not-allowed',
    mechanism: 'access-rule',
    inject: async (lab) => {
      lab.edit('/etc/ssh/sshd_config', (text) => `${text}AllowUsers alice\n`)
      lab.signal('sshd', 'SIGHUP')
      await lab.sleep(300)
    },
    twin: async (lab) => {
      lab.edit('/etc/ssh/sshd_config', (text) => `${text}AllowUsers alice deploy\n`)
      lab.signal('sshd', 'SIGHUP')
    },
    probe: async (lab) => {
      const { code } = await login(lab)
      return prove(code !== 0 && countLines(lab, auth, /not listed in AllowUsers/) > 0, `the login of deploy ends with ${code}`)
    },
    question: 'Deployments over SSH fail since the hardening. Why?',
    facts: { rule: 'AllowUsers|not (listed|allowed)|not permitted', who: 'deploy' },
    evidence: ['not allowed because not listed in AllowUsers', 'AllowUsers alice$'],
  },
  {
    ...ssh,
    id: 'ssh-host-key-mode',
    mechanism: 'wrong-file-mode',
    inject: async (lab) => {
      await lab.stop('sshd')
      await lab.sh('chmod 644 /etc/ssh/ssh_host_*_key')
      lab.launch('sshd')
      lab.supervise('sshd')
    },
    twin: (lab) => lab.restart('sshd'),
    probe: (lab) => prove(lab.exits('sshd') > 0, `sshd ended ${lab.exits('sshd')} times at its start`),
    files: { 'sshd-console.log': '/var/log/sshd/console.log' },
    question: 'The SSH server does not start after the restore. Why?',
    facts: { mode: 'permission|mode|too open|unprotected|0644', what: 'key' },
    evidence: ['UNPROTECTED PRIVATE KEY', 'bad permissions|too open', 'no hostkeys available'],
  },
  {
    ...cron,
    id: 'cron-script-not-executable',
    mechanism: 'wrong-file-mode',
    inject: (lab) => lab.sh('chmod 644 /opt/jobs/backup.sh'),
    twin: (lab) => lab.sh('chmod 755 /opt/jobs/backup.sh'),
    probe: logged('/var/log/syslog', /backup failed with exit code 126/, 'the shell ends with 126: not executable'),
    question: 'There are no backups since the scripts were updated. Why?',
    facts: { mode: 'permission|not executable|execut|126|mode' },
    evidence: ['exit code 126', '-rw-r--r-- .*backup.sh'],
  },
  {
    ...cron,
    id: 'cron-backup-disk-full',
    mechanism: 'disk-full',
    disks: { '/srv/backup': 2 },
    inject: (lab) => fillDisk(lab, '/srv/backup', 'old.tar.gz'),
    probe: (lab) =>
      prove(
        lab.freeBytes('/srv/backup') < 65_536 && countLines(lab, '/var/log/syslog', /No space left|backup.*tar/i) > 0,
        `${lab.freeBytes('/srv/backup')} bytes free under /srv/backup`,
      ),
    question: 'Do our backups work?',
    facts: { full: 'no space left|disk (is )?full|file ?system (is )?full|out of (disk )?space|100 ?%' },
    evidence: ['No space left', '100% /srv/backup'],
  },
  {
    ...cron,
    id: 'cron-bad-line',
    mechanism: 'bad-configuration',
    inject: (lab) => lab.edit('/etc/cron.d/backup', (text) => text.replace('* * * * * deploy', '*/61 60 * * * deploy')),
    twin: (lab) => lab.edit('/etc/cron.d/backup', (text) => text.replace('* * * * * deploy', '*/1 * * * * deploy')),
    probe: logged('/var/log/syslog', /Error: bad (hour|minute)/, 'cron rejects the line'),
    question: 'The backup does not run since its time was changed. Why?',
    facts: { line: 'bad (hour|minute)|syntax|invalid|crontab|cron\\.d|ignored' },
    evidence: ['Error: bad', 'ERROR \\(Syntax error', '\\*/61 60'],
  },
]
