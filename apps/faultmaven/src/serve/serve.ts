import { rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { claimDataFolder, createLogger, createShutdown, serveHealth } from '@faultmaven/platform'
import { sendProblem } from '@faultmaven/rpc'
import Fastify, { type FastifyBaseLogger, LogController } from 'fastify'
import { addressFile, linkUrl } from './link.ts'
import { readServeOptions, type ServeOptions } from './options.ts'
import { serveMetrics } from './serve-metrics.ts'
import { startRoles } from './start-roles.ts'

/** The page as the build left it beside the bundle. */
const PAGE = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'web')
const DRAIN_MS = 20_000

/** `faultmaven serve`: makes the data folder its own, starts the roles of the target, listens until a signal ends it. */
export async function serve(args: readonly string[], version: string): Promise<undefined> {
  const options = readServeOptions(args)
  const logger = createLogger({ role: options.target })
  const shutdown = createShutdown({ logger })
  const claim = await claimDataFolder(options.dataFolder)
  const loggerInstance: FastifyBaseLogger = logger
  const fastify = Fastify({
    loggerInstance,
    // What is logged of a request names it itself, so that no request needs a logger of its own.
    childLoggerFactory: (parent) => parent,
    logController: new LogController({ disableRequestLogging: true }),
    requestTimeout: 0,
    frameworkErrors: sendProblem,
    forceCloseConnections: 'idle',
  })
  let hosts: readonly string[] = []
  serveHealth(fastify, { isReady: () => !shutdown.isDraining() })
  const roles = await startRoles(fastify, options, { page: PAGE, version, logger, allowedHosts: () => hosts })

  await fastify.listen({ host: options.host, port: options.port })
  hosts = boundHosts(fastify.server.address(), options)
  announce(`http://${hosts[0]}`, options, roles.issueLink)
  const { host, metricsPort } = options
  if (metricsPort !== undefined) {
    const figures = await serveMetrics({ host, port: metricsPort, metrics: roles.metrics })
    console.log(`Figures for Prometheus are at http://${host}:${figures.port}/metrics`)
    shutdown.onClose('metrics', figures.close)
  }
  shutdown.onClose('listener', () => fastify.close(), { timeoutMs: DRAIN_MS })
  for (const [name, close] of roles.closers) shutdown.onClose(name, close)
  shutdown.onClose('data folder', async () => claim.release())
  return undefined
}

/** Names that a `Host` header may carry: the address as bound, and `localhost` for it. */
function boundHosts(address: AddressInfo | string | null, { host }: ServeOptions): string[] {
  const port = typeof address === 'object' && address ? address.port : 0
  const bound = host.includes(':') ? `[${host}]` : host
  return [...new Set([`${bound}:${port}`, `localhost:${port}`])]
}

function announce(address: string, { target, dataFolder }: ServeOptions, issueLink: (() => string) | undefined): void {
  if (issueLink) {
    writeFileSync(addressFile(dataFolder), address, { mode: 0o600 })
    process.on('exit', () => rmSync(addressFile(dataFolder), { force: true }))
    console.log(`Open this link; it works once:\n\n  ${linkUrl(address, issueLink())}\n`)
  }
  console.log(`FaultMaven (${target}) is listening on ${address}, data in ${dataFolder}`)
}
