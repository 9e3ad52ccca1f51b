import { chmodSync, existsSync } from 'node:fs'
import path from 'node:path'
import { type Engine, runInRoot, startEngine } from './engine.ts'

const PROGRAMS = '/usr/lib/postgresql/17/bin'
/** PostgreSQL refuses to run as root. */
const AS_POSTGRES = ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups']

/** PostgreSQL 17; its cluster is made in an empty folder. The superuser `postgres` needs no password on loopback. */
export async function startPostgres(data: string, port?: number): Promise<Engine> {
  if (!existsSync(path.join(data, 'cluster'))) {
    chmodSync(data, 0o777)
    await runInRoot(data, [...AS_POSTGRES, `${PROGRAMS}/initdb`, '-D', '/data/cluster', '--no-sync', '-A', 'trust', '-E', 'UTF8'])
  }
  return startEngine({
    data,
    ...(port === undefined ? {} : { port }),
    command: (port) => {
      const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off']
      return [...AS_POSTGRES, `${PROGRAMS}/postgres`, '-D', '/data/cluster', ...settings.flatMap((setting) => ['-c', setting])]
    },
    ready: async (port) => (await runSql({ data, port }, 'SELECT 1')) === '1',
    // A fast shutdown: clients are disconnected, data is written.
    stopSignal: 'SIGINT',
  })
}

/** Rows as text, fields divided by `|`. @throws {Error} with the server's message */
export function runSql({ data, port }: { readonly data: string; readonly port: number }, sql: string): Promise<string> {
  const options = ['-XAtq', '-v', 'ON_ERROR_STOP=1', '-h', '127.0.0.1', '-p', String(port), '-U', 'postgres']
  return runInRoot(data, [`${PROGRAMS}/psql`, ...options, '-c', sql])
}
