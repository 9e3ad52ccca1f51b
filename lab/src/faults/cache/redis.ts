import { redisCli } from '../../programs/redis.ts'
import type { Fault } from '../fault.ts'
import { holdConnections } from '../moves.ts'
import { prove } from '../proofs.ts'
import { shop } from '../stacks.ts'

export const cacheFaults: readonly Fault[] = [
  {
    id: 'redis-memory-limit',
    programs: shop,
    mechanism: 'memory-limit',
    entity: 'redis',
    breaks: ['orders'],
    looksLike: 'a network fault between orders and the cache',
    inject: async (lab) => {
      await redisCli(lab, 'CONFIG', 'SET', 'maxmemory-policy', 'noeviction')
      await redisCli(lab, 'CONFIG', 'SET', 'maxmemory', '2mb')
      await redisCli(lab, 'EVAL', "for i=1,400 do redis.pcall('SET','session:'..i,string.rep('x',8000)) end", '0')
    },
    probe: async (lab) => {
      const answer = await redisCli(lab, 'SET', 'probe', 'x')
      return prove(/OOM/.test(answer), `SET answers "${answer}"`)
    },
    question: 'Since a few minutes orders logs warnings about the cache. What is the cause?',
    facts: { memory: 'maxmemory|memory (limit|is full)|out of memory|\\boom\\b', redis: 'redis|cache' },
    forbidden: ['connection refused', 'network (fault|failure|partition)'],
    evidence: ['OOM command not allowed', 'used_memory|maxmemory'],
  },
  {
    id: 'redis-client-limit',
    programs: shop,
    mechanism: 'connection-limit',
    entity: 'redis',
    breaks: ['orders'],
    inject: async (lab) => {
      await redisCli(lab, 'CONFIG', 'SET', 'maxclients', '12')
      await lab.stop('orders')
      holdConnections(14, '10.20.0.23', 6379)
      await lab.sleep(300)
      await lab.start('orders')
    },
    twin: (lab) => lab.restart('orders'),
    probe: async (lab) => {
      const answer = await redisCli(lab, 'PING')
      return prove(/max number of clients/.test(answer), `PING answers "${answer}"`)
    },
    question: 'orders cannot use the cache any more. Why?',
    facts: {
      limit: 'max(imum)?[ _]?(number of )?clients|client limit|connection limit|too many (clients|connections)',
      redis: 'redis|cache',
    },
    forbidden: ['out of memory'],
    evidence: ['max number of clients reached', 'maxclients'],
  },
  {
    id: 'redis-killed',
    programs: shop,
    mechanism: 'crash',
    entity: 'redis',
    breaks: ['orders'],
    inject: (lab) => lab.stop('redis', 'SIGKILL'),
    probe: async (lab) => {
      const answer = await redisCli(lab, 'PING')
      return prove(/refused/.test(answer), answer)
    },
    twin: (lab) => lab.restart('redis'),
    question: 'Pages got slower a moment ago. What happened?',
    facts: { refused: 'refus|not listening|is down|not running|unreachable', redis: 'redis|cache|6379' },
    evidence: ['ECONNREFUSED.*6379', 'connect ECONNREFUSED'],
  },
]
