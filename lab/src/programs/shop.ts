import type { Lab } from '../runner/lab.ts'
import { choose } from '../load/random.ts'
import { answers, ask } from './http.ts'
import type { Program } from './program.ts'

const places = {
  gateway: ['10.20.0.11', 3000],
  'gateway-2': ['10.20.0.15', 3000],
  orders: ['10.20.0.12', 3001],
  payments: ['10.20.0.13', 3002],
  worker: ['10.20.0.14', 3003],
} as const

export type ShopService = keyof typeof places

/** A customer's request at the shop's front: browsing, looking at orders, checking out. */
export function shopRequest(front: string): (lab: Lab) => Promise<void> {
  return async ({ random, amount }) => {
    const sku = `sku-${1 + Math.floor(random() ** 2 * 300)}`
    const kind = choose({ browse: 60, checkout: 25, orders: 10, report: 5 }, random)
    const url = { browse: `/api/products/${sku}`, checkout: '/api/checkout', orders: '/api/orders', report: '/api/report' }[kind]
    const body = JSON.stringify({
      sku,
      customer: Math.floor(random() * 5000),
      quantity: 1,
      ...(amount > 20 ? { note: 'x'.repeat(amount * 4) } : {}),
    })
    await ask(front + url, kind === 'checkout' ? { method: 'POST', body, headers: { 'content-type': 'application/json' } } : {})
  }
}

/** Puts a release of a service in place: the healthy one, or one with a named bug compiled in. It takes effect with the next start. */
export async function deploy(lab: Lab, service: ShopService, bug = 'none'): Promise<void> {
  await lab.sh(`cp /lab/bundle/shop/${service.replace('-2', '')}.${bug}.mjs /srv/shop/${service}.mjs`)
}

/** A service of the shop: Node.js, JSON logs on standard output, /metrics, spans in a file of OTLP JSON. */
function service(name: ShopService, hostName: string, env: (lab: Lab) => Record<string, string>): Program {
  const [address, port] = places[name]
  const environmentFile = `/etc/shop/${name}.env`
  const values = (lab: Lab) => ({
    NODE_ENV: 'production',
    SERVICE_NAME: name,
    HOST: address,
    PORT: String(port),
    TRACES_FILE: `/var/log/shop/${name}.traces.jsonl`,
    LOG_LEVEL: lab.amount > 1 ? 'debug' : 'info',
    ...env(lab),
  })
  return {
    name,
    user: 'shop',
    address,
    port,
    hostName,
    configure: async (lab) => {
      await deploy(lab, name)
      lab.write(
        environmentFile,
        Object.entries(values(lab))
          .map(([key, value]) => `${key}=${value}\n`)
          .join(''),
      )
    },
    command: (lab) => {
      const environment = lab.read(environmentFile)
      const heap = /^HEAP_MB=(\d+)/m.exec(environment)?.[1] ?? '128'
      return [...preload(environment), '/usr/bin/node', `--max-old-space-size=${heap}`, `/srv/shop/${name}.mjs`]
    },
    env: (lab) =>
      Object.fromEntries(
        lab
          .read(environmentFile)
          .split('\n')
          .filter((line) => line.includes('='))
          .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
      ),
    console: `/var/log/shop/${name}.log`,
    ready: async () => answers(`http://${address}:${port}/health`),
    logs: { [`${name}.log`]: `/var/log/shop/${name}.log` },
    configuration: { [`${name}.env`]: environmentFile },
    metrics: async () => (await ask(`http://${address}:${port}/metrics`, { timeoutMs: 900 })).text,
    queries: {
      [`${name}-requests`]: `sum by (job, status) (rate(http_requests_total{job="${name}"}[4s]))`,
      [`${name}-latency-p95`]: `histogram_quantile(0.95, sum by (job, le) (rate(http_request_duration_seconds_bucket{job="${name}"}[4s])))`,
      [`${name}-heap`]: `nodejs_heap_size_used_bytes{job="${name}"}`,
    },
    ...(name === 'gateway' ? { request: shopRequest(`http://${address}:${port}`), rate: 25 } : {}),
  }
}

export const gateway = service('gateway', 'gateway.shop.internal', (lab) => ({ ORDERS_URL: `http://${lab.at('orders')}` }))

export const gateway2 = service('gateway-2', 'gateway-2.shop.internal', (lab) => ({ ORDERS_URL: `http://${lab.at('orders')}` }))

export const orders = service('orders', 'orders.shop.internal', (lab) => ({
  DATABASE_URL: `postgres://shop:shop-secret@${lab.at(lab.has('pgbouncer') ? 'pgbouncer' : 'postgres')}/shop`,
  PG_POOL_MAX: '10',
  ...(lab.has('redis') ? { REDIS_URL: `redis://${lab.at('redis')}`, CACHE_TTL_SECONDS: '5' } : {}),
  ...(lab.has('payments') ? { PAYMENTS_URL: `http://${lab.at('payments')}`, PAYMENTS_TIMEOUT_MS: '2000' } : {}),
  ...(lab.has('rabbitmq') ? { AMQP_URL: `amqp://shop:shop-secret@${lab.at('rabbitmq')}` } : {}),
}))

export const payments = service('payments', 'payments.shop.internal', (lab) => ({
  PROVIDER_KEY: 'pk_live_lab',
  ...(lab.has('provider')
    ? { PROVIDER_URL: `https://${lab.at('provider')}/charge`, NODE_EXTRA_CA_CERTS: '/etc/provider/ca.pem' }
    : {}),
  ...(lab.has('mariadb')
    ? { MYSQL_HOST: lab.at('mariadb').split(':')[0] ?? '', MYSQL_PORT: '3306', MYSQL_PASSWORD: 'ledger-secret' }
    : {}),
}))

export const worker = service('worker', 'worker.shop.internal', (lab) => ({
  AMQP_URL: `amqp://shop:shop-secret@${lab.at('rabbitmq')}`,
  WORK_MS: '5',
}))

/** A library to load, set when the service's own user runs: earlier, it would leave root's semaphores behind. */
function preload(environment: string): readonly string[] {
  const library = /^PRELOAD=(.*)$/m.exec(environment)?.[1]
  return library ? ['/usr/bin/env', `LD_PRELOAD=${library}`] : []
}

/** Changes one variable of a service's environment file. */
export function setVariable(lab: Lab, service: ShopService, name: string, value: string | undefined): void {
  const line = value === undefined ? '' : `${name}=${value}\n`
  const file = `/etc/shop/${service}.env`
  const text = lab.read(file)
  const pattern = new RegExp(`^${name}=.*\n`, 'm')
  lab.write(file, pattern.test(text) ? text.replace(pattern, line) : text + line)
}
