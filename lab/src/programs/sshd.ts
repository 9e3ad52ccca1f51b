import type { Lab } from '../runner/lab.ts'
import type { Program } from './program.ts'

/** Writes what programs send to /dev/log into /var/log/syslog and auth.log, as on a Debian machine. */
export const rsyslog: Program = {
  name: 'rsyslog',
  user: 'root',
  address: '10.20.0.10',
  port: 514,
  hostName: 'node-1.shop.internal',
  configure: (lab) =>
    lab.write(
      '/etc/rsyslog.conf',
      `module(load="imuxsock")
$ActionFileDefaultTemplate RSYSLOG_TraditionalFileFormat
auth,authpriv.*  /var/log/auth.log
*.*;auth,authpriv.none  -/var/log/syslog
`,
    ),
  command: () => ['/usr/sbin/rsyslogd', '-n', '-iNONE'],
  ready: async (lab) =>
    (await lab.run(['logger', 'rsyslog is ready'])).code === 0 &&
    (await lab.run(['grep', '-q', 'rsyslog is ready', '/var/log/syslog'])).code === 0,
  logs: { syslog: '/var/log/syslog', 'auth.log': '/var/log/auth.log' },
  configuration: {},
}

/** Logs in as `deploy` with its key, or with another key or password, and runs a command. */
export async function login(lab: Lab, { user = 'deploy', key = '/home/deploy/.ssh/id_ed25519', password = '' } = {}) {
  const options = [
    'StrictHostKeyChecking=no',
    'UserKnownHostsFile=/dev/null',
    'ConnectTimeout=3',
    'LogLevel=ERROR',
    ...(password ? ['PubkeyAuthentication=no', 'NumberOfPasswordPrompts=1'] : ['BatchMode=yes']),
  ]
  const command = [
    'setsid',
    '-w',
    'ssh',
    '-i',
    key,
    ...options.flatMap((option) => ['-o', option]),
    `${user}@10.20.0.33`,
    'uptime',
  ]
  return lab.run(command, {
    user: 'deploy',
    timeoutMs: 6000,
    env: { SSH_ASKPASS: '/srv/askpass', SSH_ASKPASS_REQUIRE: 'force', LAB_PASSWORD: password, DISPLAY: ':0' },
  })
}

export const sshd: Program = {
  name: 'sshd',
  user: 'root',
  address: '10.20.0.33',
  port: 22,
  hostName: 'bastion.shop.internal',
  prepare: async (lab) => {
    await lab.sh(
      'ssh-keygen -A && mkdir -p /home/deploy/.ssh && ssh-keygen -q -t ed25519 -N "" -C deploy@ci -f /home/deploy/.ssh/id_ed25519 && cp /home/deploy/.ssh/id_ed25519.pub /home/deploy/.ssh/authorized_keys && chmod 700 /home/deploy/.ssh && chown -R deploy:deploy /home/deploy',
    )
    lab.write('/srv/askpass', '#!/bin/sh\necho "$LAB_PASSWORD"\n', { mode: 0o755 })
    await lab.sh('chmod 755 /srv/askpass')
  },
  configure: async (lab) => {
    await lab.sh('mkdir -p /run/sshd && chmod 755 /run/sshd')
    lab.write(
      '/etc/ssh/sshd_config',
      'ListenAddress 10.20.0.33\nPort 22\nPermitRootLogin no\nPasswordAuthentication yes\nPubkeyAuthentication yes\nUsePAM no\nMaxAuthTries 3\nMaxStartups 10:30:60\nSyslogFacility AUTH\nLogLevel INFO\n',
    )
  },
  command: () => ['/usr/sbin/sshd', '-D'],
  ready: async (lab) => (await login(lab)).code === 0,
  configuration: { sshd_config: '/etc/ssh/sshd_config' },
  request: async (lab) => void (await login(lab)),
  rate: 1.5,
}

export const cron: Program = {
  name: 'cron',
  user: 'root',
  address: '10.20.0.10',
  port: 0,
  hostName: 'node-1.shop.internal',
  configure: async (lab) => {
    await lab.sh(
      'rm -rf /etc/cron.d /etc/cron.daily /etc/cron.hourly; mkdir -p /etc/cron.d /var/spool/cron/crontabs /srv/backup /opt/jobs; chown deploy:deploy /srv/backup',
    )
    for (const kind of ['auth', 'account', 'session', 'session-noninteractive', 'password']) {
      lab.write(`/etc/pam.d/common-${kind}`, `${kind.replace(/-.*/, '')} required pam_permit.so\n`)
    }
    lab.write(
      '/opt/jobs/backup.sh',
      '#!/bin/sh\nset -e\nlogger -t backup "starting backup of /etc"\ntar -czf /srv/backup/etc-$(date +%H%M%S).tar.gz /etc/hosts /etc/passwd 2>&1 | logger -t backup\nlogger -t backup "backup finished"\n',
      { mode: 0o755 },
    )
    lab.write(
      '/etc/cron.d/backup',
      'SHELL=/bin/sh\nPATH=/usr/sbin:/usr/bin:/sbin:/bin\n* * * * * deploy /opt/jobs/backup.sh || logger -t backup -p user.err "backup failed with exit code $?"\n',
      { mode: 0o644 },
    )
    await lab.sh('chmod 755 /opt/jobs/backup.sh')
  },
  command: () => ['/usr/sbin/cron', '-f', '-L', '15'],
  ready: (lab) => Promise.resolve(lab.running('cron')),
  configuration: { 'cron.d-backup': '/etc/cron.d/backup', 'backup.sh': '/opt/jobs/backup.sh' },
  commands: { 'ls-backup.txt': ['ls', '-la', '/srv/backup', '/opt/jobs', '/etc/cron.d'] },
}
