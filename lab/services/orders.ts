import { Agent } from 'node:http'
import { connectAmqp, createPgPool, createRedis, type AmqpChannel } from './clients.ts'
import { bug, call, count, errorFields, HttpError, log, serve, startSpan, type Call, type Span } from './runtime.ts'

const env = process.env
if (!env['DATABASE_URL']) {
  log('error', 'DATABASE_URL is not set, cannot start')
  process.exit(1)
}
const database = createPgPool({
  connectionString: env['DATABASE_URL'],
  max: Number(env['PG_POOL_MAX'] ?? 10),
  connectionTimeoutMillis: Number(env['PG_CONNECT_TIMEOUT_MS'] ?? 1500),
  query_timeout: Number(env['PG_QUERY_TIMEOUT_MS'] ?? 2500),
  application_name: 'orders',
})
database.on('error', (error) => log('error', 'idle database client failed', errorFields(error)))
// A client in use tells its own errors; unheard, one that lost its connection would end the process.
database.on('connect', (client) => client.on('error', () => {}))
const cache = env['REDIS_URL']
  ? createRedis(env['REDIS_URL'], {
      maxRetriesPerRequest: 1,
      connectTimeout: 1000,
      commandTimeout: 800,
      connectionName: 'orders',
    })
  : undefined
cache?.on('error', (error) => log('error', 'redis connection failed', errorFields(error)))
const cacheSeconds = Number(env['CACHE_TTL_SECONDS'] ?? 5)
const payments = env['PAYMENTS_URL'] ?? ''
const agent = new Agent({ keepAlive: env['PAYMENTS_KEEPALIVE'] !== 'off' })
const history: unknown[] = []
let queue: AmqpChannel | undefined
if (env['AMQP_URL']) void connectQueue(env['AMQP_URL'])

setInterval(() => {
  count('pg_pool_connections{state="total"}', database.totalCount, true)
  count('pg_pool_connections{state="idle"}', database.idleCount, true)
  count('pg_pool_waiting', database.waitingCount, true)
}, 500).unref()

serve(async (request) => {
  const { method, path, span, body } = request
  if (path === '/health') return { status: 'ok' }
  if (bug === 'leak')
    history.push({ at: Date.now(), headers: { ...request.headers }, lines: Array.from({ length: 16_000 }, Math.random) })
  if (path.startsWith('/products/')) return product(path.slice('/products/'.length), span)
  if (path === '/orders' && method === 'POST') return placeOrder(JSON.parse(body || '{}') as OrderRequest, request)
  if (path === '/orders') return recentOrders(span)
  if (path === '/report') return report(span)
  throw new HttpError(404, `no route ${method} ${path}`)
})

interface OrderRequest {
  readonly sku: string
  readonly customer: number
  readonly quantity?: number
}

async function query(text: string, values: readonly unknown[], parent: Span) {
  const span = startSpan(text.split(' ').slice(0, 3).join(' '), 'client', parent)
  const about = {
    'db.system.name': 'postgresql',
    'db.query.text': text,
    'server.address': new URL(env['DATABASE_URL'] ?? '').host,
  }
  log('debug', 'query', { text, values, trace_id: parent.traceId })
  try {
    const result = await database.query(text, values)
    span.end(about)
    return result
  } catch (error) {
    span.end(about, error)
    throw error
  }
}

async function product(sku: string, span: Span) {
  const cached = await fromCache(`product:${sku}`, span)
  if (cached) return JSON.parse(cached) as unknown
  const column = bug === 'schema' ? 'discount_percent' : 'price'
  const { rows } = await query(`SELECT sku, title, ${column}, stock FROM products WHERE sku = $1`, [sku], span)
  const row = rows[0]
  if (!row) throw new HttpError(404, `no product ${sku}`)
  if (bug === 'hot-loop' && sku.endsWith('7')) burn(400)
  if (bug === 'type-error') log('debug', 'price', { cents: (row['pricing'] as { cents: number }).cents })
  if (cache) await toCache(`product:${sku}`, JSON.stringify(row), span)
  return row
}

async function fromCache(key: string, parent: Span): Promise<string | undefined> {
  if (!cache) return undefined
  const span = startSpan('GET', 'client', parent)
  try {
    const value = await cache.get(key)
    span.end({ 'db.system.name': 'redis', 'cache.hit': value === null ? 'false' : 'true' })
    count(`cache_requests_total{result="${value === null ? 'miss' : 'hit'}"}`)
    return value ?? undefined
  } catch (error) {
    span.end({ 'db.system.name': 'redis' }, error)
    log('warn', 'cache read failed, reading the database', { key, error: String(error), trace_id: parent.traceId })
    count('cache_requests_total{result="error"}')
    return undefined
  }
}

async function toCache(key: string, value: string, span: Span): Promise<void> {
  try {
    await cache?.set(key, value, 'EX', cacheSeconds)
  } catch (error) {
    log('warn', 'cache write failed', { key, error: String(error), trace_id: span.traceId })
  }
}

async function placeOrder({ sku, customer, quantity = 1 }: OrderRequest, { span }: Call) {
  const item = (await product(sku, span)) as { price?: unknown }
  const client = await database.connect()
  let id: unknown
  try {
    await client.query('BEGIN')
    const { rowCount } = await client.query('UPDATE products SET stock = stock - $2 WHERE sku = $1 AND stock >= $2', [
      sku,
      quantity,
    ])
    if (rowCount === 0) throw new HttpError(409, `${sku} is sold out`)
    const { rows } = await client.query('INSERT INTO orders (customer_id, sku, quantity) VALUES ($1, $2, $3) RETURNING id', [
      customer,
      sku,
      quantity,
    ])
    id = rows[0]?.['id']
    await client.query('COMMIT')
    client.release()
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {})
    if (bug !== 'connection-leak') client.release()
    throw error
  }
  if (bug === 'n-plus-one')
    for (let past = 1; past <= 60; past += 1) await query('SELECT * FROM orders WHERE id = $1', [past], span)
  if (payments)
    await call(`${payments}/payments`, {
      method: 'POST',
      body: { order: id, sku, amount: Number(item.price ?? 0) * quantity },
      timeoutMs: Number(env['PAYMENTS_TIMEOUT_MS'] ?? 2000),
      parent: span,
      agent,
    })
  queue?.sendToQueue(
    'order.created',
    Buffer.from(JSON.stringify({ order: id, sku, customer, traceparent: `00-${span.traceId}-${span.spanId}-01` })),
    { persistent: true, messageId: String(id) },
  )
  log('info', 'order placed', { order: id, sku, customer, trace_id: span.traceId })
  return { order: id }
}

async function recentOrders(span: Span) {
  const { rows } = await query('SELECT id, sku, quantity, placed_at FROM orders ORDER BY id DESC LIMIT 20', [], span)
  return rows
}

async function report(span: Span) {
  const { rows } = await query(
    'SELECT customer_id, count(*) AS orders FROM orders WHERE customer_id = $1 GROUP BY customer_id',
    [Math.floor(Math.random() * 5000)],
    span,
  )
  return rows
}

/** Holds the only thread: what a regular expression gone wild or a large sort does. */
function burn(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end;) Math.sqrt(ms)
}

async function connectQueue(url: string): Promise<void> {
  try {
    const connection = await connectAmqp(url, { clientProperties: { connection_name: 'orders' } })
    connection.on('error', (error) => log('error', 'amqp connection failed', errorFields(error)))
    connection.on('close', () => {
      queue = undefined
      setTimeout(() => void connectQueue(url), 1000)
    })
    queue = await connection.createChannel()
    queue.on('error', (error) => log('error', 'amqp channel failed', errorFields(error)))
    await queue.assertQueue('order.created', { durable: true })
  } catch (error) {
    log('error', 'cannot connect to the queue', errorFields(error))
    setTimeout(() => void connectQueue(url), 1000)
  }
}
