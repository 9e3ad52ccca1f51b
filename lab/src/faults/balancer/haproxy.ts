import { ask } from '../../programs/http.ts'
import type { Fault } from '../fault.ts'
import { editAndRestart } from '../moves.ts'
import { answered, countLines, prove } from '../proofs.ts'
import { shopBehindBalancer } from '../stacks.ts'

const base = { programs: shopBehindBalancer, entity: 'haproxy', breaks: ['haproxy'] } as const
const file = '/etc/haproxy/haproxy.cfg'
const front = 'http://10.20.0.5'
const log = '/var/log/haproxy.log'

export const balancerFaults: readonly Fault[] = [
  {
    ...base,
    id: 'haproxy-one-server-down',
    mechanism: 'crash',
    entity: 'gateway-2',
    inject: (lab) => lab.stop('gateway-2', 'SIGKILL'),
    twin: async (lab) => {
      await lab.restart('gateway-2')
      await lab.sleep(1500)
    },
    probe: (lab) => prove(!lab.running('gateway-2') && countLines(lab, log, /gateway-2 is DOWN/) > 0, 'gateway-2 is marked DOWN'),
    question: 'A part of the requests failed for a moment and one server looks idle. What happened?',
    facts: { down: 'down|refus|not listening|not running|crash', who: 'gateway-2' },
    evidence: ['gateway-2 is DOWN'],
  },
  {
    ...base,
    id: 'haproxy-no-server-left',
    mechanism: 'crash',
    entity: 'gateway',
    inject: async (lab) => {
      await lab.stop('gateway', 'SIGKILL')
      await lab.stop('gateway-2', 'SIGKILL')
    },
    twin: (lab) => lab.restart('gateway'),
    probe: answered(`${front}/api/orders`, 503),
    question: 'The whole site answers 503. Why?',
    facts: { none: 'no server|down|refus|not listening|not running', who: 'gateway' },
    evidence: ['has no server available', 'is DOWN', '<NOSRV>'],
  },
  {
    ...base,
    id: 'haproxy-wrong-health-check',
    mechanism: 'bad-configuration',
    looksLike: 'gateways that are down',
    inject: async (lab) => {
      lab.edit(file, (text) => text.replace('option httpchk GET /health', 'option httpchk GET /api/healthz'))
      await lab.restart('haproxy').catch(() => {})
    },
    twin: editAndRestart('haproxy', file, 'inter 500ms', 'inter 700ms'),
    probe: async () => {
      const through = await ask(`${front}/api/orders`)
      const direct = await ask('http://10.20.0.11:3000/health')
      return prove(
        through.status === 503 && direct.status === 200,
        `through the balancer ${through.status}, at the gateway itself ${direct.status}`,
      )
    },
    question: 'The site answers 503 but the gateways run. Why?',
    facts: { check: 'health ?-?check|httpchk|healthz|layer7|check', wrong: '404|wrong|healthz|fail|status' },
    evidence: ['Layer7 wrong status', '/api/healthz'],
  },
  {
    ...base,
    id: 'haproxy-server-timeout',
    mechanism: 'bad-configuration',
    looksLike: 'slow gateways',
    inject: editAndRestart('haproxy', file, 'timeout server 4s', 'timeout server 4ms'),
    twin: editAndRestart('haproxy', file, 'timeout server 4s', 'timeout server 5s'),
    probe: (lab) => {
      const cut = countLines(lab, log, / sH-- /)
      return prove(cut > 10, `haproxy cut ${cut} answers with sH`)
    },
    question: 'Most requests end with 504 since the balancer was tuned. Why?',
    facts: { timeout: 'time[d -]*out', where: 'timeout server|4 ?ms|haproxy|server' },
    evidence: [' sH-- ', 'timeout server 4ms'],
  },
  {
    ...base,
    id: 'haproxy-server-connection-limit',
    mechanism: 'connection-limit',
    rate: 60,
    links: ['postgres'],
    arrange: (lab) => void (lab.link('postgres').state.delayMs = 25),
    inject: async (lab) => {
      lab.edit(file, (text) =>
        text
          .replaceAll('check inter', 'maxconn 1 check inter')
          .replace('timeout connect 1s', 'timeout connect 1s\n  timeout queue 300ms'),
      )
      await lab.restart('haproxy')
    },
    twin: (lab) => lab.restart('haproxy'),
    probe: (lab) => {
      const queued = countLines(lab, log, / sQ-- /)
      return prove(queued > 5, `${queued} requests gave up in the queue`)
    },
    question: 'At busy moments visitors get 503 though the gateways are idle. Why?',
    facts: { queue: 'queue|maxconn|connection limit|sQ' },
    evidence: [' sQ-- ', 'maxconn 1 '],
  },
]
