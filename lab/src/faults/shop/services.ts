import { ask } from '../../programs/http.ts'
import { deploy, setVariable } from '../../programs/shop.ts'
import type { Fault } from '../fault.ts'
import { deployRelease, keepDoing, limitDescriptors, restartInVain, setAndRestart } from '../moves.ts'
import { countLines, logged, prove } from '../proofs.ts'
import { shop, shopWithoutCache } from '../stacks.ts'

const front = 'http://10.20.0.5'
const ordersLog = '/var/log/shop/orders.log'
const base = { programs: shop, breaks: ['gateway', 'nginx'] } as const

export const serviceFaults: readonly Fault[] = [
  {
    ...base,
    id: 'payments-blackhole',
    links: ['payments'],
    mechanism: 'blackhole',
    entity: 'payments',
    looksLike: 'a slow database',
    inject: (lab) => void (lab.link('payments').state.blackhole = true),
    probe: async (lab) => {
      const answer = await ask(`http://${lab.at('payments')}/health`, { timeoutMs: 1200 }).catch((error: Error) => error.message)
      return prove(typeof answer === 'string', `payments over the link: ${typeof answer === 'string' ? answer : answer.status}`)
    },
    question: 'Nobody can check out since a minute, browsing works. Why?',
    facts: { timeout: 'time[d -]*out|no answer|not (respond|answer)|unreachable', who: 'payments' },
    evidence: ['timeout of \\d+ ms exceeded: POST .*payments'],
  },
  {
    ...base,
    id: 'payments-connection-reset',
    links: ['payments'],
    mechanism: 'reset',
    entity: 'payments',
    inject: (lab) => {
      lab.link('payments').state.reset = true
      lab.link('payments').cut()
    },
    probe: async (lab) => {
      const answer = await ask(`http://${lab.at('payments')}/health`, { timeoutMs: 1200 }).catch((error: Error) => error.message)
      return prove(
        typeof answer === 'string' && /reset|hang up/i.test(answer),
        `payments over the link: ${typeof answer === 'string' ? answer : answer.status}`,
      )
    },
    question: 'Checkout fails at once for everybody. What is the cause?',
    facts: { reset: 'reset|hang up|ECONNRESET|closed|broken', who: 'payments' },
    evidence: ['ECONNRESET', 'socket hang up'],
  },
  {
    ...base,
    id: 'database-link-slow',
    programs: shopWithoutCache,
    links: ['postgres'],
    mechanism: 'latency',
    entity: 'postgres',
    looksLike: 'a slow query',
    inject: (lab) => void (lab.link('postgres').state.delayMs = 120),
    probe: async (lab) => {
      const start = Date.now()
      await ask(`${front}/api/orders`)
      return prove(
        Date.now() - start > 200 && lab.link('postgres').state.delayMs > 0,
        `GET /api/orders took ${Date.now() - start} ms, the link adds ${lab.link('postgres').state.delayMs}`,
      )
    },
    question: 'All pages became slower at once although the database has little to do. Why?',
    facts: {
      slow: 'latenc|delay|round[- ]?trip|network|link|(query|quer|statement|call)\\w* (\\w+ ){0,5}(slow|long|took)',
      who: 'database|postgres|db\\.',
    },
    evidence: ['"ms":[2-9]\\d\\d', 'SELECT sku', 'orders-latency|quantile'],
  },
  {
    ...base,
    id: 'database-link-lossy',
    programs: shopWithoutCache,
    links: ['postgres'],
    mechanism: 'packet-loss',
    entity: 'postgres',
    looksLike: 'a slow query',
    inject: (lab) => void (lab.link('postgres').state.loss = 0.15),
    probe: async (lab) => {
      const took: number[] = []
      for (let request = 0; request < 15; request += 1) {
        const start = Date.now()
        await ask(`${front}/api/orders`)
        took.push(Date.now() - start)
      }
      const slow = took.filter((ms) => ms >= 400).length
      const held = lab.link('postgres').held()
      return prove(
        held > 5 && slow > 1 && slow < took.length,
        `${slow} of ${took.length} calls of GET /api/orders took 400 ms or more; the link held back ${held} pieces`,
      )
    },
    question: 'Some requests take very long, most do not. Where does the time go?',
    facts: { slow: 'latenc|slow|delay|loss|time|long', who: 'database|postgres|query|quer' },
    evidence: ['"ms":[4-9]\\d\\d', 'SELECT|INSERT'],
  },
  {
    ...base,
    id: 'orders-hot-loop',
    programs: shopWithoutCache,
    mechanism: 'hot-loop',
    entity: 'orders',
    looksLike: 'a slow database',
    inject: deployRelease('orders', 'hot-loop'),
    twin: (lab) => lab.restart('orders'),
    probe: async () => {
      const start = Date.now()
      await Promise.all([ask('http://10.20.0.12:3001/products/sku-7'), ask('http://10.20.0.12:3001/health')])
      return prove(Date.now() - start > 300, `a health check beside GET /products/sku-7 took ${Date.now() - start} ms`)
    },
    question: 'Since release 1.4.1 orders is slow for everybody. Why?',
    facts: { loop: 'event loop|cpu|processor|block|busy|hot', who: 'orders' },
    evidence: ['1\\.4\\.1', 'eventloop_lag', '"ms":[4-9]\\d\\d'],
  },
  {
    ...base,
    id: 'orders-query-for-each-row',
    programs: shopWithoutCache,
    mechanism: 'n-plus-one',
    entity: 'orders',
    looksLike: 'a slow database',
    inject: deployRelease('orders', 'n-plus-one'),
    twin: (lab) => lab.restart('orders'),
    probe: (lab) => {
      const spans = countLines(lab, '/var/log/shop/orders.traces.jsonl', /SELECT \* FROM orders WHERE id/)
      return prove(spans > 300, `${spans} spans of the same query`)
    },
    question: 'Ordering takes longer with release 1.4.1. What does it do differently?',
    facts: {
      many: 'n\\+1|many (\\w+ )?quer|quer(y|ies) (\\w+ ){0,6}(times|each|every|per)|repeat|same query|number of quer|more quer',
      who: 'orders|SELECT',
    },
    evidence: ['SELECT \\* FROM orders WHERE id', 'pg_stat_database_xact'],
  },
  {
    ...base,
    id: 'orders-type-error',
    programs: shopWithoutCache,
    mechanism: 'code-error',
    entity: 'orders',
    inject: deployRelease('orders', 'type-error'),
    twin: (lab) => lab.restart('orders'),
    probe: async () => {
      const { status, text } = await ask('http://10.20.0.12:3001/products/sku-5')
      return prove(status === 500 && /cents/.test(text), text)
    },
    question: 'Every product page is an error page since the deployment. Why?',
    facts: { error: 'TypeError|cannot read propert|undefined', what: 'cents|orders' },
    evidence: ["reading 'cents'"],
  },
  {
    ...base,
    id: 'payments-crash-loop',
    mechanism: 'crash-loop',
    entity: 'payments',
    breaks: ['orders', 'gateway'],
    inject: async (lab) => {
      await deploy(lab, 'payments', 'unhandled')
      await lab.restart('payments')
      lab.supervise('payments')
    },
    twin: (lab) => lab.restart('payments'),
    probe: (lab) => prove(lab.exits('payments') > 0, `payments ended ${lab.exits('payments')} times`),
    question: 'Some checkouts fail, others do not, since the release of this morning. Why?',
    facts: { crash: 'crash|unhandled|exit|restart|currency|TypeError', who: 'payments' },
    evidence: ['unhandled rejection', "reading 'currency'"],
  },
  {
    ...base,
    id: 'orders-heap-limit',
    mechanism: 'memory-limit',
    entity: 'orders',
    rate: 60,
    seconds: 14,
    arrange: (lab) => setVariable(lab, 'orders', 'HEAP_MB', '32'),
    inject: async (lab) => {
      await deploy(lab, 'orders', 'leak')
      await lab.restart('orders')
      lab.supervise('orders')
    },
    twin: (lab) => lab.restart('orders'),
    probe: logged(ordersLog, /heap limit|heap out of memory/, 'V8 gave up at its heap limit'),
    question: 'orders dies every few seconds since release 1.4.1. Why?',
    facts: { memory: 'heap|out of memory|memory' },
    evidence: ['heap out of memory', 'Reached heap limit|Ineffective mark-compacts'],
  },
  {
    ...base,
    id: 'gateway-rate-limit',
    mechanism: 'rate-limit',
    entity: 'gateway',
    breaks: ['nginx'],
    inject: setAndRestart('gateway', 'RATE_LIMIT_PER_SECOND', '3'),
    twin: setAndRestart('gateway', 'RATE_LIMIT_PER_SECOND', '5000'),
    probe: (lab) => {
      const refused = countLines(lab, '/var/log/shop/gateway.log', /rate limit exceeded/)
      return prove(refused > 10, `${refused} requests were refused with 429`)
    },
    question: 'Customers are turned away although little is going on. Why?',
    facts: { limit: 'rate[ -_]?limit|429|too many requests|RATE_LIMIT' },
    evidence: ['rate limit exceeded', 'RATE_LIMIT_PER_SECOND=3$', '" 429 '],
  },
  {
    ...base,
    id: 'gateway-retry-storm',
    links: ['payments'],
    mechanism: 'retry-storm',
    entity: 'gateway',
    breaks: ['orders', 'postgres'],
    looksLike: 'more customers',
    inject: async (lab) => {
      setVariable(lab, 'gateway', 'ORDERS_RETRIES', '8')
      await lab.restart('gateway')
      lab.link('payments').state.reset = true
      lab.link('payments').cut()
    },
    twin: setAndRestart('gateway', 'ORDERS_RETRIES', '8'),
    probe: (lab) => {
      const retries = countLines(lab, '/var/log/shop/gateway.log', /trying again/)
      return prove(retries > 4, `the gateway tried again ${retries} times`)
    },
    question: 'orders gets many times the usual number of checkouts. Where do they come from?',
    facts: { retry: 'retr(y|ies)|again|attempt|repeat', cause: 'payments|gateway' },
    evidence: ['trying again', 'ORDERS_RETRIES=8'],
  },
  {
    ...base,
    id: 'gateway-timeout-too-short',
    mechanism: 'bad-configuration',
    entity: 'gateway',
    breaks: ['nginx'],
    looksLike: 'a slow orders service',
    inject: setAndRestart('gateway', 'ORDERS_TIMEOUT_MS', '6'),
    twin: setAndRestart('gateway', 'ORDERS_TIMEOUT_MS', '2500'),
    probe: (lab) =>
      prove(countLines(lab, '/var/log/shop/gateway.log', /timeout of 6 ms exceeded/) > 5, 'the gateway gives up after 6 ms'),
    question: 'Most requests fail at the gateway while orders reports success. Why?',
    facts: { timeout: 'time[d -]*out|ORDERS_TIMEOUT_MS', short: '6 ?ms|short|low|small|ORDERS_TIMEOUT_MS' },
    evidence: ['timeout of 6 ms exceeded', 'ORDERS_TIMEOUT_MS=6$'],
  },
  {
    ...base,
    id: 'payments-wrong-port',
    mechanism: 'refused-port',
    entity: 'orders',
    breaks: ['gateway'],
    inject: setAndRestart('orders', 'PAYMENTS_URL', 'http://payments.shop.internal:3020'),
    twin: (lab) => lab.restart('orders'),
    probe: logged(ordersLog, /ECONNREFUSED 10\.20\.0\.13:3020/, 'port 3020 of payments refuses'),
    question: 'Orders cannot be paid since the change of configuration. What is wrong?',
    facts: { refused: 'refus|not listening|wrong port', port: '3020|PAYMENTS_URL' },
    evidence: ['ECONNREFUSED .*3020', 'PAYMENTS_URL=.*3020'],
  },
  {
    ...base,
    id: 'orders-cpu-limit',
    mechanism: 'cpu-limit',
    entity: 'orders',
    looksLike: 'a slow database',
    rate: 40,
    inject: (lab) => lab.limit('orders', { cpuShare: 0.03 }),
    twin: (lab) => lab.limit('orders', { cpuShare: 1.5 }),
    probe: async (lab) => {
      const text = lab.read(`/lab/cgroup/cpu/${lab.groupOf('orders')}/cpu.stat`)
      const isMember = lab.read(`/proc/${lab.pid('orders')}/cgroup`).includes(lab.groupOf('orders'))
      const throttled = Number(/nr_throttled (\d+)/.exec(text)?.[1])
      return prove(isMember && throttled > 10, `orders was throttled ${throttled} times`)
    },
    seconds: 9,
    question: 'orders became slow without any change. Why?',
    facts: { slow: 'cpu|processor|throttl', who: 'orders' },
    evidence: ['nr_throttled', '"ms":\\d{4}', 'orders'],
    commands: {
      'orders-cpu.stat.txt': [
        'sh',
        '-c',
        'cat /lab/cgroup/cpu$(sed -n "s/.*:cpu://p" /proc/$(pgrep -f shop/orders.mjs)/cgroup)/cpu.stat',
      ],
    },
  },
  {
    ...base,
    id: 'orders-oom-killed',
    mechanism: 'oom-kill',
    entity: 'orders',
    kernelLog: true,
    rate: 60,
    seconds: 12,
    inject: async (lab) => {
      await deploy(lab, 'orders', 'leak')
      await lab.restart('orders')
      lab.limit('orders', { memoryBytes: 70e6 })
      lab.supervise('orders')
    },
    twin: (lab) => lab.restart('orders'),
    probe: (lab) => prove(lab.exits('orders') > 0, `orders was killed ${lab.exits('orders')} times`),
    question: 'orders disappears without a word in its log. Why?',
    facts: { memory: 'out of memory|\\boom|memory', who: 'orders|node' },
    evidence: ['out of memory', 'oom-kill', 'oom_reaper'],
  },
  {
    ...base,
    id: 'orders-descriptors-used-up',
    programs: shopWithoutCache,
    mechanism: 'descriptor-limit',
    entity: 'orders',
    inject: async (lab) => {
      await limitDescriptors(lab, 'orders', 34)
      setVariable(lab, 'orders', 'PAYMENTS_KEEPALIVE', 'off')
      keepDoing(
        lab,
        async () =>
          Promise.all(
            Array.from({ length: 30 }, async () => ask('http://10.20.0.12:3001/orders', { timeoutMs: 900 }).catch(() => '')),
          ),
        30,
      )
    },
    probe: (lab) => {
      const open = countLines(lab, ordersLog, /EMFILE|too many open files/)
      return prove(open > 0, `orders met EMFILE ${open} times`)
    },
    question: 'orders refuses work now and then under load. Why?',
    facts: { files: 'EMFILE|too many open files|descriptor' },
    evidence: ['EMFILE', 'too many open files'],
  },
  {
    ...base,
    id: 'two-at-once-cache-and-payments',
    links: ['payments'],
    mechanism: 'two-at-once',
    entity: 'payments',
    breaks: ['orders', 'gateway'],
    inject: async (lab) => {
      await lab.stop('redis', 'SIGKILL')
      lab.link('payments').state.delayMs = 800
    },
    probe: async (lab) => {
      const start = Date.now()
      await ask(`http://${lab.at('payments')}/health`)
      return prove(Date.now() - start > 1200 && !lab.running('redis'), `payments took ${Date.now() - start} ms and Redis is dead`)
    },
    question: 'The shop is slow and the log of orders full of warnings. Is that one fault or more?',
    facts: { cache: 'redis|cache', payments: 'payments' },
    evidence: ['ECONNREFUSED .*6379', 'POST /payments'],
  },
  {
    ...base,
    id: 'gateway-stuck',
    mechanism: 'hang',
    entity: 'gateway',
    breaks: ['nginx'],
    looksLike: 'a slow database',
    inject: (lab) => lab.signal('gateway', 'SIGSTOP'),
    probe: async () => {
      const { status } = await ask(`${front}/api/orders`, { timeoutMs: 9000 })
      return prove(status === 504, `nginx answers ${status}`)
    },
    question: 'Pages load forever and then fail. Which part hangs?',
    facts: { timeout: 'time[d -]*out|not (respond|answer)|hang|stopped', who: 'gateway|upstream' },
    evidence: ['upstream timed out', 'T[sl]* .*gateway.mjs'],
  },
  {
    ...base,
    id: 'orders-wrong-file-mode',
    mechanism: 'wrong-file-mode',
    entity: 'orders',
    inject: async (lab) => {
      await lab.sh('chmod 600 /srv/shop/orders.mjs && chown root:root /srv/shop/orders.mjs')
      await restartInVain(lab, 'orders')
    },
    twin: (lab) => lab.restart('orders'),
    probe: (lab) =>
      prove(
        lab.exits('orders') > 1 && countLines(lab, ordersLog, /EACCES/) > 0,
        `orders ended ${lab.exits('orders')} times with EACCES`,
      ),
    question: 'orders does not start after the copy to the new machine. Why?',
    facts: { denied: 'EACCES|permission|denied', what: 'orders.mjs|orders' },
    evidence: ['EACCES|permission denied'],
  },
]
