import path from 'node:path'
import { parseArgs } from 'node:util'
import { isLoopbackAddress } from '@faultmaven/platform'
import { readWorkers } from '../roles/built-workers.ts'

export const ROLES = ['api-gateway', 'agent', 'data-processing', 'llm-gateway', 'knowledge-base'] as const
export type Role = (typeof ROLES)[number]

export type ServeOptions = {
  readonly target: 'all' | Role
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  /** Where Prometheus reads figures, on the same address; absent: nowhere. */
  readonly metricsPort?: number
  readonly dataFolder: string
  /** Threads that read logs; 0 reads them in the server's own. */
  readonly workers: number
  /** JSON file of the systems that may be asked live, see docs/guides/live-sources.md. */
  readonly liveSourcesFile?: string
  /** JSON file of the models that may be asked, see docs/guides/models.md. */
  readonly modelsFile?: string
  /** The embedding model of the knowledge base, a folder or `gateway:NAME`, see docs/guides/embeddings.md. */
  readonly embeddings?: string
  /** Origin of the ChromaDB server that keeps its vectors. */
  readonly chromaUrl?: string
  /** Folders within it may be imported as documents. */
  readonly knowledgeFolder?: string
  /** Pages below these addresses may be fetched as documents. */
  readonly knowledgeUrls?: readonly string[]
  /** Where the other roles are, when they are not in this process. */
  readonly urls: Readonly<Partial<Record<Role, string>>>
}

/**
 * Flags before environment before defaults.
 * @throws {Error} that says which flag is wrong, why, and what to write instead
 */
export function readServeOptions(args: readonly string[], environment: NodeJS.ProcessEnv = process.env): ServeOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      target: { type: 'string', default: environment['FAULTMAVEN_TARGET'] ?? 'all' },
      host: { type: 'string', default: environment['FAULTMAVEN_HOST'] ?? '127.0.0.1' },
      port: { type: 'string', default: environment['FAULTMAVEN_PORT'] ?? '8420' },
      'metrics-port': { type: 'string', default: environment['FAULTMAVEN_METRICS_PORT'] },
      data: { type: 'string', default: environment['FAULTMAVEN_DATA'] ?? '.data' },
      workers: { type: 'string', default: environment['FAULTMAVEN_WORKERS'] },
      'live-sources': { type: 'string', default: environment['FAULTMAVEN_LIVE_SOURCES'] },
      models: { type: 'string', default: environment['FAULTMAVEN_MODELS'] },
      embeddings: { type: 'string', default: environment['FAULTMAVEN_EMBEDDINGS'] },
      'chroma-url': { type: 'string', default: environment['FAULTMAVEN_CHROMA_URL'] },
      'knowledge-folder': { type: 'string', default: environment['FAULTMAVEN_KNOWLEDGE_FOLDER'] },
      'knowledge-urls': { type: 'string', default: environment['FAULTMAVEN_KNOWLEDGE_URLS'] },
      'agent-url': { type: 'string' },
      'data-processing-url': { type: 'string' },
      'llm-gateway-url': { type: 'string' },
      'knowledge-base-url': { type: 'string' },
    },
  })
  const target = values.target
  if (target !== 'all' && !isRole(target)) throw new Error(`There is no target "${target}"; use all, ${ROLES.join(', ')}`)
  const port = readPort('--port', values.port)
  refuseOpenAddress(values.host, target)
  return {
    target,
    host: values.host,
    port,
    ...(values['metrics-port'] ? { metricsPort: readPort('--metrics-port', values['metrics-port']) } : {}),
    dataFolder: path.resolve(values.data),
    workers: readWorkers(values.workers),
    ...(values['live-sources'] ? { liveSourcesFile: path.resolve(values['live-sources']) } : {}),
    ...(values.models ? { modelsFile: path.resolve(values.models) } : {}),
    ...(values.embeddings ? { embeddings: values.embeddings } : {}),
    ...(values['chroma-url'] ? { chromaUrl: httpOrigin('--chroma-url', values['chroma-url']) } : {}),
    ...(values['knowledge-folder'] ? { knowledgeFolder: path.resolve(values['knowledge-folder']) } : {}),
    ...(values['knowledge-urls'] ? { knowledgeUrls: values['knowledge-urls'].split(',').map((url) => url.trim()) } : {}),
    urls: {
      ...(values['agent-url'] ? { agent: loopbackUrl('--agent-url', values['agent-url']) } : {}),
      ...(values['data-processing-url']
        ? { 'data-processing': loopbackUrl('--data-processing-url', values['data-processing-url']) }
        : {}),
      ...(values['llm-gateway-url'] ? { 'llm-gateway': loopbackUrl('--llm-gateway-url', values['llm-gateway-url']) } : {}),
      ...(values['knowledge-base-url']
        ? { 'knowledge-base': loopbackUrl('--knowledge-base-url', values['knowledge-base-url']) }
        : {}),
    },
  }
}

function readPort(flag: string, text: string): number {
  const port = /^\d+$/.test(text) ? Number(text) : NaN
  if (!(port <= 65_535)) throw new Error(`${flag} ${text} is no port; use 0 to 65535`)
  return port
}

function isRole(value: string): value is Role {
  return ROLES.some((role) => role === value)
}

function refuseOpenAddress(host: string, target: string): void {
  if (isLoopbackAddress(host)) return
  const why = target === 'all' ? 'local mode has one user and no accounts' : 'services do not authenticate each other yet'
  throw new Error(`--host ${host} would open FaultMaven to the network, and ${why}; use 127.0.0.1`)
}

function httpOrigin(flag: string, value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (url && /^https?:$/.test(url.protocol)) return url.origin
  throw new Error(`${flag} ${value} must be the http or https address of a server, such as http://127.0.0.1:8000`)
}

function loopbackUrl(flag: string, value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (!url || url.protocol !== 'http:' || !isLoopbackAddress(url.hostname.replace(/^\[|\]$/g, ''))) {
    throw new Error(
      `${flag} ${value} must be an http URL on loopback, such as http://127.0.0.1:8421: services do not authenticate each other yet`,
    )
  }
  return url.origin
}
