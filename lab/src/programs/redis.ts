import { gauges } from '../recording/exporter.ts'
import type { Lab } from '../runner/lab.ts'
import type { Program } from './program.ts'

/** Sends a command with redis-cli and returns what it printed. */
export async function redisCli(lab: Lab, ...words: readonly string[]): Promise<string> {
  const { stdout, stderr } = await lab.run(['redis-cli', '-h', '10.20.0.23', ...words])
  return (stdout + stderr).trim()
}

const configuration = `bind 10.20.0.23
port 6379
protected-mode no
dir /var/lib/redis
logfile /var/log/redis/redis-server.log
loglevel notice
maxmemory 64mb
maxmemory-policy allkeys-lru
maxclients 200
timeout 0
save 5 100
appendonly no
stop-writes-on-bgsave-error yes
slowlog-log-slower-than 10000
`

export const redis: Program = {
  name: 'redis',
  user: 'redis',
  address: '10.20.0.23',
  port: 6379,
  hostName: 'cache.shop.internal',
  configure: async (lab) => {
    await lab.sh('mkdir -p /var/lib/redis /var/log/redis && chown redis:redis /var/lib/redis /var/log/redis')
    lab.write('/etc/redis/redis.conf', configuration, { user: 'redis' })
  },
  command: () => ['/usr/bin/redis-server', '/etc/redis/redis.conf'],
  ready: async (lab) => /PONG/.test(await redisCli(lab, 'PING')),
  logs: { 'redis-server.log': '/var/log/redis/redis-server.log' },
  configuration: { 'redis.conf': '/etc/redis/redis.conf' },
  commands: {
    'redis-info.txt': ['redis-cli', '-h', '10.20.0.23', 'INFO'],
    'redis-clients.txt': ['redis-cli', '-h', '10.20.0.23', 'CLIENT', 'LIST'],
    'redis-slowlog.txt': ['redis-cli', '-h', '10.20.0.23', 'SLOWLOG', 'GET', '10'],
  },
  metrics: async (lab) => {
    const info = await redisCli(lab, 'INFO')
    const value = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1])
    return gauges({
      redis_memory_used_bytes: value('used_memory'),
      redis_memory_max_bytes: value('maxmemory'),
      redis_connected_clients: value('connected_clients'),
      redis_blocked_clients: value('blocked_clients'),
      redis_commands_processed_total: value('total_commands_processed'),
      redis_keyspace_hits_total: value('keyspace_hits'),
      redis_keyspace_misses_total: value('keyspace_misses'),
      redis_evicted_keys_total: value('evicted_keys'),
      redis_rejected_connections_total: value('rejected_connections'),
      redis_rdb_last_bgsave_status: /rdb_last_bgsave_status:ok/.test(info) ? 1 : 0,
    })
  },
  queries: {
    'redis-memory': '{__name__=~"redis_memory_(used|max)_bytes"}',
    'redis-clients': 'redis_connected_clients',
    'redis-evictions': 'rate(redis_evicted_keys_total[4s])',
    'redis-hits': 'rate(redis_keyspace_hits_total[4s])',
    'redis-misses': 'rate(redis_keyspace_misses_total[4s])',
    'redis-commands': 'rate(redis_commands_processed_total[4s])',
  },
}
