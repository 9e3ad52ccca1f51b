import { closeSync, mkdirSync, openSync } from 'node:fs'
import path from 'node:path'
import Database from 'libsql'
import type { Kv, KvEntry } from './kv.ts'
import { afterPrefix, requireKey, requirePrefix, requireWithin } from './kv-key.ts'
import { asStorageError } from './disk-full-error.ts'

type Options = {
  readonly now?: () => number
  /** The database refuses to grow above this, as if the disk were full. @default the disk's own limit */
  readonly maxBytes?: number
}

const PAGE_BYTES = 4096
const WRITES_PER_PURGE = 1000
/** One row holds the last version given, so that a key deleted and made again never repeats one. */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS kv (key TEXT PRIMARY KEY NOT NULL, value BLOB NOT NULL, version INTEGER NOT NULL, expires_at INTEGER);
  CREATE INDEX IF NOT EXISTS kv_expires ON kv (expires_at) WHERE expires_at IS NOT NULL;
  CREATE TABLE IF NOT EXISTS sequence (only INTEGER PRIMARY KEY CHECK (only = 1), version INTEGER NOT NULL);
  INSERT OR IGNORE INTO sequence VALUES (1, 0);`

/**
 * A {@link Kv} in one SQLite file over one connection: WAL, every write fsynced before it returns, deleted pages overwritten.
 * Calls are synchronous inside (about 0.25 ms a write), so writes happen in the order of the calls.
 * @throws {DiskFullError} from writes when the disk is full; the write then did not happen
 */
export function createSqliteKv(file: string, { now = Date.now, maxBytes }: Options = {}): Kv {
  const database = openDatabase(file, maxBytes)
  const statements = prepareAll(database)
  let closed = false
  let writes = 0

  /** Runs `work` in one transaction. SQLite may have rolled back by itself when the disk was full. */
  function write<T>(work: () => T): T {
    requireOpen()
    try {
      database.exec('BEGIN IMMEDIATE')
      if (writes++ % WRITES_PER_PURGE === 0) statements.purge.run([now()])
      const result = work()
      database.exec('COMMIT')
      return result
    } catch (error) {
      if (database.inTransaction) database.exec('ROLLBACK')
      throw asStorageError(error)
    }
  }
  function put(key: string, value: Uint8Array, expiresAt: number | null): number {
    statements.nextVersion.run()
    const { version } = toRow(statements.lastVersion.get())
    statements.put.run([key, value, version, expiresAt])
    return version
  }
  function find(key: string): Row | undefined {
    requireOpen()
    const answer = statements.get.get([requireKey(key), now()])
    return answer === undefined ? undefined : toRow(answer)
  }
  // libsql answers from freed statements after close; a late caller must hear about it instead.
  function requireOpen(): void {
    if (closed) throw new Error('The store is closed')
  }

  return {
    async get(key) {
      const row = find(key)
      return row && toEntry(row)
    },
    async set(key, value, { ttlMs } = {}) {
      requireKey(key)
      write(() => put(key, value, ttlMs === undefined ? null : now() + ttlMs))
    },
    async compareAndSet(key, expected, value) {
      return write(() => {
        const row = find(key)
        return (row?.version ?? 0) === expected ? put(key, value, row?.expires_at ?? null) : undefined
      })
    },
    async delete(key) {
      requireKey(key)
      write(() => statements.delete.run([key]))
    },
    async list(prefix, { after = '', limit = 1000 } = {}) {
      requireOpen()
      const from = after > requirePrefix(prefix) ? after : prefix
      return statements.list.all([from, afterPrefix(prefix), after, now(), limit]).map((row) => toEntry(toRow(row)))
    },
    async batch(prefix, operations) {
      requireWithin(prefix, operations)
      write(() => {
        for (const operation of operations) {
          if ('set' in operation) put(operation.set, operation.value, null)
          else statements.delete.run([operation.delete])
        }
      })
    },
    async close() {
      if (closed) return
      closed = true
      database.close()
    },
  }
}

/** A row as libsql gives it: `get` gives a Buffer, `all` an ArrayBuffer. */
type Row = {
  readonly key: string
  readonly value: Uint8Array | ArrayBuffer
  readonly version: number
  readonly expires_at: number | null
}

function toRow(answer: unknown): Row {
  if (!isRow(answer)) throw new Error('The store answered with a row of another shape')
  return answer
}

/** One column tells the shape: the types of the others follow from the schema. */
function isRow(answer: unknown): answer is Row {
  return typeof answer === 'object' && answer !== null && 'value' in answer
}

function toEntry({ key, value, version }: Row): KvEntry {
  return { key, value: new Uint8Array(value), version }
}

function openDatabase(file: string, maxBytes: number | undefined): Database.Database {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  // SQLite would create it 0644; the -wal and -shm files take over the mode of the database.
  closeSync(openSync(file, 'a', 0o600))
  try {
    const database = new Database(file, { timeout: 5000 })
    for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', 'secure_delete = ON']) database.pragma(pragma)
    if (maxBytes !== undefined) database.pragma(`max_page_count = ${Math.floor(maxBytes / PAGE_BYTES)}`)
    database.exec(SCHEMA)
    return database
  } catch (error) {
    throw asStorageError(error)
  }
}

/** libsql takes a single object argument for named parameters and aborts on a Buffer there: bind arrays only. */
function prepareAll(database: Database.Database) {
  const columns = 'key, value, version, expires_at'
  const isLive = '(expires_at IS NULL OR expires_at > ?)'
  return {
    get: database.prepare(`SELECT ${columns} FROM kv WHERE key = ? AND ${isLive}`),
    list: database.prepare(
      `SELECT ${columns} FROM kv WHERE key >= ? AND key < ? AND key <> ? AND ${isLive} ORDER BY key LIMIT ?`,
    ),
    put: database.prepare(
      `INSERT INTO kv (${columns}) VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE
       SET value = excluded.value, version = excluded.version, expires_at = excluded.expires_at`,
    ),
    delete: database.prepare('DELETE FROM kv WHERE key = ?'),
    purge: database.prepare('DELETE FROM kv WHERE expires_at <= ?'),
    nextVersion: database.prepare('UPDATE sequence SET version = version + 1'),
    lastVersion: database.prepare('SELECT version, NULL AS value FROM sequence'),
  }
}
