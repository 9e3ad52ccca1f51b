import { ask } from '../../programs/http.ts'
import { redisCli } from '../../programs/redis.ts'
import { setVariable } from '../../programs/shop.ts'
import type { Fault } from '../fault.ts'
import { fillDisk, keepDoing } from '../moves.ts'
import { countLines, prove } from '../proofs.ts'
import { shop } from '../stacks.ts'

const base = { programs: shop, entity: 'redis', breaks: ['orders'] } as const
const log = '/var/log/redis/redis-server.log'

export const moreCacheFaults: readonly Fault[] = [
  {
    ...base,
    id: 'redis-snapshot-fails',
    mechanism: 'disk-full',
    disks: { '/var/lib/redis': 4 },
    inject: async (lab) => {
      await fillDisk(lab, '/var/lib/redis')
      await redisCli(lab, 'EVAL', "for i=1,200 do redis.call('SET','session:'..i,string.rep('x',2000)) end", '0')
      keepDoing(lab, async () => redisCli(lab, 'BGSAVE'), 1500)
    },
    twin: (lab) => redisCli(lab, 'BGSAVE'),
    probe: async (lab) => {
      const answer = await redisCli(lab, 'SET', 'probe', 'x')
      return prove(
        /MISCONF/.test(answer) && lab.freeBytes('/var/lib/redis') < 65_536,
        `SET answers "${answer.slice(0, 60)}", ${lab.freeBytes('/var/lib/redis')} bytes free`,
      )
    },
    question: 'The cache refuses writes. What is behind it?',
    facts: {
      disk: 'no space left|disk (is )?full|file ?system (is )?full|out of (disk )?space|100 ?%|snapshot|\\brdb\\b|misconf',
      who: 'redis|cache',
    },
    evidence: ['No space left on device', 'MISCONF', '100% /var/lib/redis'],
  },
  {
    ...base,
    id: 'redis-slow-script',
    mechanism: 'hot-loop',
    looksLike: 'a slow network',
    inject: (lab) =>
      keepDoing(lab, async () => redisCli(lab, 'EVAL', 'local n=0 for i=1,12000000 do n=n+i end return n', '0'), 50),
    probe: async (lab) => {
      const slow = Number((await redisCli(lab, 'SLOWLOG', 'LEN')).match(/\d+/)?.[0] ?? 0)
      return prove(slow > 0, `${slow} commands in the slow log`)
    },
    question: 'Now and then everything waits for the cache. Why?',
    facts: { slow: 'slow|block|long|script|eval|time', who: 'redis|cache' },
    evidence: ['EVAL', 'Command timed out'],
  },
  {
    ...base,
    id: 'redis-password-required',
    mechanism: 'wrong-password',
    inject: async (lab) => {
      await redisCli(lab, 'CONFIG', 'SET', 'requirepass', 'new-cache-secret')
      lab.edit('/etc/redis/redis.conf', (text) => `${text}requirepass new-cache-secret\n`)
      await lab.restart('orders')
    },
    twin: (lab) => lab.restart('orders'),
    probe: async (lab) => {
      const answer = await redisCli(lab, 'GET', 'probe')
      return prove(/NOAUTH/.test(answer), answer)
    },
    question: 'orders cannot use its cache since the hardening. Why?',
    facts: { auth: 'noauth|auth|password|credential' },
    evidence: ['NOAUTH', 'requirepass'],
  },
  {
    ...base,
    id: 'redis-broken-snapshot',
    mechanism: 'corrupt-file',
    inject: async (lab) => {
      await lab.stop('redis', 'SIGKILL')
      await lab.sh(
        "printf 'REDIS0009garbage\\001\\002\\003' > /var/lib/redis/dump.rdb && chown redis:redis /var/lib/redis/dump.rdb",
      )
      lab.launch('redis')
      lab.supervise('redis')
    },
    twin: (lab) => lab.restart('redis'),
    probe: (lab) =>
      prove(
        lab.exits('redis') > 0 && countLines(lab, log, /RDB|rdb/) > 0,
        `Redis ended ${lab.exits('redis')} times while loading`,
      ),
    question: 'Redis does not come up after the power failure. Why?',
    facts: { file: '\\brdb\\b|snapshot|dump', broken: 'corrupt|bad|wrong|unexpected|invalid|damaged|unknown|short read|error' },
    evidence: ['RDB', 'rdb'],
  },
  {
    ...base,
    id: 'redis-oom-killed',
    mechanism: 'oom-kill',
    kernelLog: true,
    inject: async (lab) => {
      lab.limit('redis', { memoryBytes: 24e6 })
      lab.supervise('redis')
      await redisCli(lab, 'CONFIG', 'SET', 'maxmemory', '0')
      void redisCli(lab, 'EVAL', "for i=1,9000 do redis.call('SET','basket:'..i,string.rep('x',8000)) end", '0')
    },
    twin: (lab) => redisCli(lab, 'EVAL', "for i=1,90 do redis.call('SET','basket:'..i,string.rep('x',8000)) end", '0'),
    probe: (lab) => prove(lab.exits('redis') > 0, `the kernel killed redis-server ${lab.exits('redis')} times`),
    question: 'The cache was empty all of a sudden. What happened?',
    facts: { memory: 'out of memory|\\boom|memory', who: 'redis|cache' },
    evidence: ['out of memory', 'oom-kill', 'oom_reaper'],
  },
  {
    ...base,
    id: 'redis-evicts-everything',
    mechanism: 'eviction',
    looksLike: 'a slow database',
    inject: async (lab) => {
      await redisCli(lab, 'CONFIG', 'SET', 'maxmemory', '1300kb')
      keepDoing(
        lab,
        async () =>
          redisCli(lab, 'EVAL', "for i=1,60 do redis.pcall('SET','report:'..math.random(1000000),string.rep('x',9000)) end", '0'),
        120,
      )
    },
    probe: async (lab) => {
      const evicted = Number(/evicted_keys:(\d+)/.exec(await redisCli(lab, 'INFO', 'stats'))?.[1])
      return prove(evicted > 500, `${evicted} keys were evicted`)
    },
    question: 'The cache hardly helps any more. Why?',
    facts: { evict: 'evict|maxmemory|memory (limit|is full)' },
    evidence: ['evicted_keys', 'redis_evicted_keys', 'maxmemory'],
  },
  {
    ...base,
    id: 'cache-stampede',
    mechanism: 'cache-stampede',
    entity: 'orders',
    breaks: ['postgres'],
    rate: 60,
    inject: async (lab) => {
      setVariable(lab, 'orders', 'CACHE_TTL_SECONDS', '1')
      await lab.restart('orders')
      keepDoing(lab, async () => redisCli(lab, 'FLUSHALL'), 300)
    },
    twin: (lab) => redisCli(lab, 'FLUSHALL'),
    probe: async () => {
      const { text } = await ask('http://10.20.0.12:3001/metrics')
      const misses = Number(/result="miss"} (\d+)/.exec(text)?.[1] ?? 0)
      const hits = Number(/result="hit"} (\d+)/.exec(text)?.[1] ?? 0)
      return prove(misses > hits * 2 && misses > 60, `${misses} misses and ${hits} hits`)
    },
    question: 'The database gets far more queries than yesterday with the same traffic. Why?',
    facts: { cache: 'cache', miss: 'miss|flush|expir|ttl|hit|empt|CACHE_TTL_SECONDS' },
    evidence: ['CACHE_TTL_SECONDS=1$', 'flushall', 'redis_keyspace_misses|cache_requests_total', '"cache.hit"'],
  },
]
