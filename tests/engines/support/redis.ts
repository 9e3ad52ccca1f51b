import { type Engine, runInRoot, startEngine } from './engine.ts'

/** Redis 8, every write appended to disk before it is acknowledged. */
export function startRedis(data: string, port?: number): Promise<Engine> {
  return startEngine({
    data,
    ...(port === undefined ? {} : { port }),
    command: (port) => {
      const durable = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', '']
      return ['/usr/bin/redis-server', '--bind', '127.0.0.1', '--port', String(port), '--dir', '/data', ...durable]
    },
    ready: async (port) => (await runRedis({ data, port }, 'PING')) === 'PONG',
  })
}

/** What the server answered to a command, as redis-cli prints it. */
export function runRedis({ data, port }: { readonly data: string; readonly port: number }, ...words: readonly string[]) {
  return runInRoot(data, ['/usr/bin/redis-cli', '-h', '127.0.0.1', '-p', String(port), ...words])
}
