import { type Engine, startEngine } from './engine.ts'

/** ChromaDB's server. It outlives SIGTERM, so it is killed after the grace period. */
export function startChroma(data: string, port?: number): Promise<Engine> {
  return startEngine({
    data,
    ...(port === undefined ? {} : { port }),
    command: (port) => {
      const cli = '/opt/chroma/node_modules/chromadb/dist/cli.mjs'
      return ['/usr/local/bin/node', cli, 'run', '--path', '/data', '--host', '127.0.0.1', '--port', String(port)]
    },
    ready: async (port) => {
      const options = { signal: AbortSignal.timeout(2000) }
      return (await fetch(`http://127.0.0.1:${port}/api/v2/heartbeat`, options)).ok
    },
  })
}
