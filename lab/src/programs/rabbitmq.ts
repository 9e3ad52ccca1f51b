import { asUser } from '../runner/run-command.ts'
import { answers, ask } from './http.ts'
import type { Program } from './program.ts'

/** A command of the broker's administrator. */
export function rabbitmqctl(...words: readonly string[]): readonly string[] {
  const command = ['env', 'HOME=/var/lib/rabbitmq', '/usr/lib/rabbitmq/bin/rabbitmqctl', '-n', 'rabbit@node-1', ...words]
  return asUser(command, 'rabbitmq')
}

export const rabbitmq: Program = {
  name: 'rabbitmq',
  user: 'rabbitmq',
  address: '10.20.0.25',
  port: 5672,
  hostName: 'queue.shop.internal',
  configure: async (lab) => {
    await lab.sh('mkdir -p /var/lib/rabbitmq /var/log/rabbitmq && chown -R rabbitmq:rabbitmq /var/lib/rabbitmq /var/log/rabbitmq')
    lab.write(
      '/etc/rabbitmq/rabbitmq.conf',
      `listeners.tcp.1 = 10.20.0.25:5672
prometheus.tcp.ip = 10.20.0.25
prometheus.tcp.port = 15692
default_user = shop
default_pass = shop-secret
loopback_users = none
vm_memory_high_watermark.absolute = 400MB
disk_free_limit.absolute = 50MB
log.file = /var/log/rabbitmq/rabbit@node-1.log
log.file.level = info
collect_statistics_interval = 1000
`,
    )
    lab.write('/etc/rabbitmq/enabled_plugins', '[rabbitmq_prometheus].\n')
  },
  command: () => ['/usr/lib/rabbitmq/bin/rabbitmq-server'],
  env: () => ({
    RABBITMQ_NODENAME: 'rabbit@node-1',
    RABBITMQ_HOME: '/usr/lib/rabbitmq/lib',
    HOME: '/var/lib/rabbitmq',
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '+S 1:1 +sbwt none',
  }),
  ready: async () => answers('http://10.20.0.25:15692/metrics'),
  readyMs: 60_000,
  logs: { 'rabbitmq.log': '/var/log/rabbitmq/rabbit@node-1.log' },
  configuration: { 'rabbitmq.conf': '/etc/rabbitmq/rabbitmq.conf' },
  commands: {
    'rabbitmq-queues.txt': rabbitmqctl('list_queues', 'name', 'messages', 'messages_unacknowledged', 'consumers', 'memory'),
  },
  metrics: async () => {
    const { text } = await ask('http://10.20.0.25:15692/metrics/per-object', { timeoutMs: 900 })
    return text
      .split('\n')
      .filter((line) =>
        /rabbitmq_(queue_messages|queue_consumers|connections|channels|process_resident|disk_space_available|alarms)/.test(line),
      )
      .map((line) => `${line}\n`)
      .join('')
  },
  queries: {
    'rabbitmq-queue': '{__name__=~"rabbitmq_queue_(messages|consumers).*"}',
    'rabbitmq-alarms': '{__name__=~"rabbitmq_alarms.*"}',
  },
}
