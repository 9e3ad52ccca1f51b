import type { Program } from './program.ts'

/** What the distribution's timer does once a day, here every two seconds. */
const timer = `while sleep 2; do
  echo "$(date -u +%FT%TZ) logrotate $(/usr/sbin/logrotate --version 2>&1 | head -1 | tr -dc 0-9.) started" >> /var/log/logrotate.log
  /usr/sbin/logrotate -v -s /var/lib/logrotate/status /etc/logrotate.conf >> /var/log/logrotate.log 2>&1 ||
    echo "$(date -u +%FT%TZ) logrotate failed with exit code $?" >> /var/log/logrotate.log
done`

/** logrotate for the logs of nginx, rotated by size so that a recording sees some turns. */
export const logrotate: Program = {
  name: 'logrotate',
  user: 'root',
  address: '10.20.0.10',
  port: 0,
  hostName: 'node-1.shop.internal',
  configure: async (lab) => {
    await lab.sh('mkdir -p /var/lib/logrotate /etc/logrotate.d && rm -f /etc/logrotate.d/* && chmod 755 /etc/logrotate.d')
    lab.write('/etc/logrotate.conf', 'su root adm\ncreate\ninclude /etc/logrotate.d\n', { mode: 0o644 })
    lab.write(
      '/etc/logrotate.d/nginx',
      `/var/log/nginx/access.log {
    size 8k
    rotate 4
    missingok
    notifempty
    create 0640 www-data adm
    sharedscripts
    postrotate
        kill -USR1 $(cat /run/nginx/nginx.pid)
    endscript
}
`,
      { mode: 0o644 },
    )
    await lab.sh('chmod 644 /etc/logrotate.conf /etc/logrotate.d/nginx')
  },
  command: () => ['sh', '-c', timer],
  ready: (lab) => Promise.resolve(lab.running('logrotate')),
  logs: { 'logrotate.log': '/var/log/logrotate.log', 'nginx-access.log.1': '/var/log/nginx/access.log.1' },
  configuration: { 'logrotate.d-nginx': '/etc/logrotate.d/nginx' },
  commands: {
    'ls-log.txt': ['ls', '-la', '/var/log/nginx'],
    'lsof.txt': ['sh', '-c', 'lsof -nP -u www-data 2>/dev/null | grep -E "COMMAND|/var/log"'],
  },
}
