/** Users of the sandbox, as Debian's maintainer scripts would have made them: name, id, home. Nobody but root has an id below 100. */
const users = [
  ['root', 0, '/root'],
  ['daemon', 1, '/usr/sbin'],
  ['mail', 8, '/var/mail'],
  ['proxy', 13, '/spool'],
  ['www-data', 33, '/var/www'],
  ['syslog', 101, '/home/syslog'],
  ['sshd', 102, '/run/sshd'],
  ['mysql', 103, '/nonexistent'],
  ['postgres', 104, '/var/lib/postgresql'],
  ['redis', 105, '/var/lib/redis'],
  ['rabbitmq', 106, '/var/lib/rabbitmq'],
  ['memcache', 107, '/nonexistent'],
  ['etcd', 108, '/var/lib/etcd'],
  ['haproxy', 109, '/var/lib/haproxy'],
  ['tomcat', 110, '/var/lib/tomcat'],
  ['dnsmasq', 111, '/var/lib/misc'],
  ['bind', 112, '/var/cache/bind'],
  ['prometheus', 113, '/var/lib/prometheus'],
  ['mosquitto', 114, '/var/lib/mosquitto'],
  ['vcache', 115, '/nonexistent'],
  ['openldap', 116, '/var/lib/ldap'],
  ['postfix', 117, '/var/spool/postfix'],
  ['stunnel4', 118, '/var/run/stunnel4'],
  ['ftp', 119, '/srv/ftp'],
  ['shop', 1000, '/srv/shop'],
  ['deploy', 1001, '/home/deploy'],
  ['alice', 1002, '/home/alice'],
  ['nobody', 65534, '/nonexistent'],
] as const

export type User = (typeof users)[number][0]

const groups = [
  ...users.map(([name, id]) => [name, id] as const),
  ['adm', 4],
  ['tty', 5],
  ['postdrop', 120],
  ['utmp', 43],
  ['crontab', 121],
]

/** Home folder of a user of the sandbox. */
export function homeOf(user: User): string {
  return users.find(([name]) => name === user)?.[2] ?? '/'
}

export const passwdFile = users
  .map(([name, id, home]) => `${name}:x:${id}:${id}::${home}:${id === 0 || id >= 1000 ? '/bin/bash' : '/usr/sbin/nologin'}\n`)
  .join('')

export const groupFile = groups.map(([name, id]) => `${name}:x:${id}:\n`).join('')

/** Account passwords of the sandbox; `alice` may log in with "correct-horse" (hash made by `openssl passwd -6 -salt lab`). */
export function shadowFile(hash: string): string {
  return users.map(([name]) => `${name}:${name === 'alice' || name === 'deploy' ? hash : '*'}:19700:0:99999:7:::\n`).join('')
}
