import { createRequire } from 'node:module'

const load = createRequire('/srv/shop/')

export interface QueryResult {
  readonly rows: readonly Readonly<Record<string, unknown>>[]
  readonly rowCount: number | null
}
export interface PgClient {
  readonly query: (text: string, values?: readonly unknown[]) => Promise<QueryResult>
  readonly release: (error?: unknown) => void
  readonly on: (event: 'error', listener: (error: Error) => void) => void
}
export interface PgPool {
  readonly query: PgClient['query']
  readonly connect: () => Promise<PgClient>
  readonly on: ((event: 'error', listener: (error: Error) => void) => void) &
    ((event: 'connect', listener: (client: PgClient) => void) => void)
  readonly totalCount: number
  readonly idleCount: number
  readonly waitingCount: number
}
export interface RedisClient {
  readonly get: (key: string) => Promise<string | null>
  readonly set: (key: string, value: string, mode: 'EX', seconds: number) => Promise<unknown>
  readonly incr: (key: string) => Promise<number>
  readonly on: (event: string, listener: (error: Error) => void) => void
}
export interface AmqpChannel {
  readonly assertQueue: (name: string, options?: object) => Promise<{ readonly messageCount: number }>
  readonly sendToQueue: (name: string, content: Buffer, options?: object) => boolean
  readonly prefetch: (count: number) => Promise<unknown>
  readonly consume: (name: string, take: (message: AmqpMessage | null) => void) => Promise<unknown>
  readonly ack: (message: AmqpMessage) => void
  readonly nack: (message: AmqpMessage, allUpTo?: boolean, requeue?: boolean) => void
  readonly on: (event: string, listener: (error: Error) => void) => void
}
export interface AmqpMessage {
  readonly content: Buffer
  readonly fields: { readonly deliveryTag: number; readonly redelivered: boolean }
  readonly properties: { readonly messageId?: string }
}
export interface AmqpConnection {
  readonly createChannel: () => Promise<AmqpChannel>
  readonly on: (event: string, listener: (error: Error) => void) => void
  readonly close: () => Promise<void>
}
export interface MysqlPool {
  readonly query: (text: string, values?: readonly unknown[]) => Promise<readonly unknown[]>
}

/** The real clients of npm, by their own names; loaded when a service is told to use them. */
export function createPgPool(options: object): PgPool {
  const { Pool } = load('pg') as { Pool: new (options: object) => PgPool }
  return new Pool(options)
}

export function createRedis(url: string, options: object): RedisClient {
  const { Redis } = load('ioredis') as { Redis: new (url: string, options: object) => RedisClient }
  return new Redis(url, options)
}

export async function connectAmqp(url: string, options: object): Promise<AmqpConnection> {
  const { connect } = load('amqplib') as { connect: (url: string, options: object) => Promise<AmqpConnection> }
  return connect(url, options)
}

export function createMysqlPool(options: object): MysqlPool {
  const { createPool } = load('mysql2/promise') as { createPool: (options: object) => MysqlPool }
  return createPool(options)
}
