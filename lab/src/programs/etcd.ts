import type { Lab } from '../runner/lab.ts'
import { answers, ask } from './http.ts'
import type { Program } from './program.ts'

const members = { etcd: '10.20.0.26', 'etcd-2': '10.20.0.27', 'etcd-3': '10.20.0.28' }

/** Writes a key through one member's JSON gateway; returns status and text. */
export async function etcdPut(key: string, value: string, member: keyof typeof members = 'etcd', timeoutMs = 3000) {
  const body = JSON.stringify({ key: Buffer.from(key).toString('base64'), value: Buffer.from(value).toString('base64') })
  return ask(`http://${members[member]}:2379/v3/kv/put`, { method: 'POST', body, timeoutMs })
}

/** A member of a cluster of those members that are in the stack. */
function etcdMember(name: keyof typeof members): Program {
  const address = members[name]
  const configuration = `/etc/etcd/${name}.yml`
  return {
    name,
    user: 'etcd',
    address,
    port: 2379,
    hostName: `${name === 'etcd' ? 'etcd-1' : name}.shop.internal`,
    configure: async (lab) => {
      await lab.sh(
        `mkdir -p /var/lib/${name} /var/log/etcd && chown etcd:etcd /var/lib/${name} /var/log/etcd && chmod 700 /var/lib/${name}`,
      )
      const cluster = (Object.keys(members) as (keyof typeof members)[]).filter((member) => lab.has(member))
      lab.write(
        configuration,
        `name: ${name}
data-dir: /var/lib/${name}
listen-client-urls: http://${address}:2379
advertise-client-urls: http://${address}:2379
listen-peer-urls: http://${address}:2380
initial-advertise-peer-urls: http://${address}:2380
initial-cluster: ${cluster.map((member) => `${member}=http://${members[member]}:2380`).join(',')}
initial-cluster-state: new
quota-backend-bytes: 67108864
heartbeat-interval: 100
election-timeout: 1000
enable-grpc-gateway: true
logger: zap
log-outputs: [/var/log/etcd/${name}.log]
`,
      )
    },
    console: '/var/log/etcd/console.log',
    command: () => ['/usr/bin/etcd', `--config-file=${configuration}`],
    env: () => ({ GOMAXPROCS: '1' }),
    // The first members of a cluster wait for the others: only the last one's health is asked.
    ready: async (lab) => {
      const isLast =
        Object.keys(members)
          .filter((member) => lab.has(member))
          .at(-1) === name
      return isLast ? answers(`http://${address}:2379/health`) : lab.running(name)
    },
    logs: { [`${name}.log`]: `/var/log/etcd/${name}.log` },
    configuration: { [`${name}.yml`]: configuration },
    commands:
      name === 'etcd'
        ? {
            'etcdctl-status.txt': [
              'env',
              'ETCDCTL_API=3',
              'etcdctl',
              `--endpoints=http://${address}:2379`,
              'endpoint',
              'status',
              '-w',
              'table',
            ],
            'etcdctl-alarms.txt': ['env', 'ETCDCTL_API=3', 'etcdctl', `--endpoints=http://${address}:2379`, 'alarm', 'list'],
          }
        : {},
    metrics: async () => {
      const { text } = await ask(`http://${address}:2379/metrics`, { timeoutMs: 900 })
      return text
        .split('\n')
        .filter((line) => /^etcd_(server|mvcc_db_total|disk_(wal_fsync|backend_commit)_duration_seconds_(sum|count))/.test(line))
        .map((line) => `${line}\n`)
        .join('')
    },
    queries: {
      'etcd-leader': 'etcd_server_has_leader',
      'etcd-db-size': '{__name__=~"etcd_mvcc_db_total_size_in_bytes|etcd_server_quota_backend_bytes"}',
      'etcd-proposals-failed': 'rate(etcd_server_proposals_failed_total[4s])',
      'etcd-fsync-seconds':
        'rate(etcd_disk_wal_fsync_duration_seconds_sum[4s]) / rate(etcd_disk_wal_fsync_duration_seconds_count[4s])',
    },
    request: writeKey,
    rate: 30,
  }
}

async function writeKey({ random }: Lab): Promise<void> {
  await etcdPut(`/shop/config/${Math.floor(random() * 500)}`, 'x'.repeat(400 + Math.floor(random() * 800)))
}

export const etcd = etcdMember('etcd')
export const etcd2 = etcdMember('etcd-2')
export const etcd3 = etcdMember('etcd-3')
