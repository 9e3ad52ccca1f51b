import { createMysqlPool } from './clients.ts'
import { bug, errorFields, HttpError, log, serve, startSpan } from './runtime.ts'

const env = process.env
const ledger = env['MYSQL_HOST']
  ? createMysqlPool({
      host: env['MYSQL_HOST'],
      port: Number(env['MYSQL_PORT'] ?? 3306),
      user: 'payments',
      password: env['MYSQL_PASSWORD'],
      database: 'payments',
      connectionLimit: Number(env['MYSQL_POOL_MAX'] ?? 8),
      connectTimeout: 1500,
    })
  : undefined
const key = env['PROVIDER_KEY']

serve(async ({ method, path, body, span }) => {
  if (path === '/health') return { status: 'ok' }
  if (path !== '/payments' || method !== 'POST') throw new HttpError(404, `no route ${method} ${path}`)
  if (!key) throw new Error('Cannot sign the charge: PROVIDER_KEY is undefined')
  const charge = JSON.parse(body) as { order: number; amount: number }
  await new Promise((resolve) => setTimeout(resolve, 4 + Math.random() * 8))
  if (bug === 'unhandled' && charge.amount > 40)
    void Promise.reject(new TypeError("Cannot read properties of undefined (reading 'currency')"))
  if (ledger) {
    const child = startSpan('INSERT payments', 'client', span)
    try {
      await ledger.query('INSERT INTO charges (order_id, amount) VALUES (?, ?)', [charge.order, charge.amount])
      child.end({ 'db.system.name': 'mariadb', 'server.address': env['MYSQL_HOST'] ?? '' })
    } catch (error) {
      child.end({ 'db.system.name': 'mariadb', 'server.address': env['MYSQL_HOST'] ?? '' }, error)
      log('error', 'the charge was not written', errorFields(error))
      throw error
    }
  }
  return { paid: charge.order }
})
