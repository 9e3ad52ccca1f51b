import { request as secureRequest } from 'node:https'
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
  if (env['PROVIDER_URL']) await chargeAtProvider(env['PROVIDER_URL'], charge.order)
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

/** @throws {Error} of TLS or the socket, as Node names it */
async function chargeAtProvider(url: string, order: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      log('error', 'the provider cannot be reached', { order, url, ...errorFields(error) })
      reject(error)
    }
    const request = secureRequest(url, { method: 'POST', timeout: 1500, agent: false }, (response) => {
      response.resume()
      response.on('end', () => resolve())
    })
    request.on('timeout', () => request.destroy(new Error(`no answer of ${url} within 1500 ms`)))
    request.on('error', fail)
    request.end(JSON.stringify({ order }))
  })
}
