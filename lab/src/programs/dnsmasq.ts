import type { Program } from './program.ts'

/** The stack's name server; services of a stack with it have no names in /etc/hosts. */
export const dnsmasq: Program = {
  name: 'dnsmasq',
  user: 'dnsmasq',
  address: '10.20.0.31',
  port: 53,
  hostName: 'ns.shop.internal',
  configure: async (lab) => {
    await lab.sh('touch /var/log/dnsmasq.log && chown dnsmasq:dnsmasq /var/log/dnsmasq.log')
    lab.write(
      '/etc/dnsmasq.conf',
      `listen-address=10.20.0.31
bind-interfaces
no-resolv
no-hosts
local=/shop.internal/
addn-hosts=/etc/shop-hosts
local-ttl=1
log-queries
log-facility=/var/log/dnsmasq.log
`,
    )
  },
  command: () => ['/usr/sbin/dnsmasq', '--keep-in-foreground', '--conf-file=/etc/dnsmasq.conf', '--user=dnsmasq', '--pid-file'],
  ready: async (lab) =>
    (await lab.run(['dig', '+short', '+time=1', '+tries=1', '@10.20.0.31', 'ns.shop.internal'])).stdout.includes('10.20.0.31'),
  logs: { 'dnsmasq.log': '/var/log/dnsmasq.log' },
  configuration: { 'dnsmasq.conf': '/etc/dnsmasq.conf', 'shop-hosts': '/etc/shop-hosts', 'resolv.conf': '/etc/resolv.conf' },
  commands: { 'dig.txt': ['dig', '+time=1', '+tries=1', '@10.20.0.31', 'db.shop.internal'] },
}
