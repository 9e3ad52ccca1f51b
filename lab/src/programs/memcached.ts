import { gauges } from '../recording/exporter.ts'
import type { Lab } from '../runner/lab.ts'
import type { Program } from './program.ts'

/** Sends lines of the text protocol and returns what came back within a moment. */
export async function memcache(lab: Lab, lines: string): Promise<string> {
  const { stdout } = await lab.run(['nc.openbsd', '-w', '1', '-q', '1', '10.20.0.24', '11211'], { input: `${lines}\r\nquit\r\n` })
  return stdout.trim()
}

export const memcached: Program = {
  name: 'memcached',
  user: 'memcache',
  address: '10.20.0.24',
  port: 11_211,
  hostName: 'sessions.shop.internal',
  configure: (lab) => lab.write('/etc/memcached.conf', '-m 32\n-p 11211\n-l 10.20.0.24\n-c 128\n-t 2\n-v\n'),
  command: (lab) => ['/usr/bin/memcached', ...lab.read('/etc/memcached.conf').split(/\s+/).filter(Boolean)],
  console: '/var/log/memcached.log',
  ready: async (lab) => /VERSION/.test(await memcache(lab, 'version')),
  logs: { 'memcached.log': '/var/log/memcached.log' },
  configuration: { 'memcached.conf': '/etc/memcached.conf' },
  commands: { 'memcached-stats.txt': ['sh', '-c', "printf 'stats\\r\\nquit\\r\\n' | nc.openbsd -w 1 10.20.0.24 11211"] },
  metrics: async (lab) => {
    const text = await memcache(lab, 'stats')
    const value = (name: string) => Number(new RegExp(`STAT ${name} (\\d+)`).exec(text)?.[1])
    return gauges({
      memcached_current_connections: value('curr_connections'),
      memcached_max_connections: value('max_connections'),
      memcached_current_bytes: value('bytes'),
      memcached_limit_bytes: value('limit_maxbytes'),
      memcached_items_evicted_total: value('evictions'),
      memcached_get_hits_total: value('get_hits'),
      memcached_get_misses_total: value('get_misses'),
    })
  },
  queries: {
    'memcached-connections': '{__name__=~"memcached_(current|max)_connections"}',
    'memcached-evictions': 'rate(memcached_items_evicted_total[4s])',
    'memcached-misses': 'rate(memcached_get_misses_total[4s])',
  },
}
