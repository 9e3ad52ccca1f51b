import type { LiveOrigin, LiveQuery, LiveSource } from '@faultmaven/contracts'
import { microseconds, toInstant } from '@faultmaven/signals'
import type { Dispatcher } from 'undici'
import { askOverHttp, createDispatcher } from './connection.ts'
import { elasticsearch } from './elasticsearch.ts'
import type { HttpConnector, LaidOut } from './http-connector.ts'
import { kubernetes } from './kubernetes.ts'
import { LiveSourceFailure } from './live-source-failure.ts'
import type { LiveSourceSettings } from './live-source-settings.ts'
import { loki } from './loki.ts'
import { askMcp } from './mcp.ts'
import { prometheus } from './prometheus.ts'

/** The reply of a live source as a file that can be read, and where it came from. */
export type LiveFile = Pick<LaidOut, 'text' | 'isCut'> & { readonly name: string; readonly origin: LiveOrigin }

/** The systems that the operator attached. They are asked only through here, and only read. */
export type LiveSources = {
  readonly list: () => readonly LiveSource[]
  /** @throws {LiveSourceFailure} when there is no answer that can be read */
  query(asked: AskedLive, signal: AbortSignal | undefined): Promise<LiveFile>
  close(): Promise<void>
}
export type AskedLive = { readonly source: string; readonly query: LiveQuery; readonly ordinal: number }

type Attached = { readonly settings: LiveSourceSettings; readonly dispatcher: Dispatcher }
type Answer = LaidOut & { readonly said: string; readonly sha256: string; readonly bytes: number }

/** @param now Unix milliseconds */
export function createLiveSources(all: readonly LiveSourceSettings[], now: () => number): LiveSources {
  const attached = new Map(all.map((settings) => [settings.name, { settings, dispatcher: createDispatcher(settings) }]))

  return {
    list: () => all.map(toPublic),
    async query({ source, query, ordinal }, signal) {
      const found = attached.get(source)
      if (!found) throw new LiveSourceFailure('There is no live source of this name')
      const { kind } = found.settings
      if (!query.operation.startsWith(`${kind}.`))
        throw new LiveSourceFailure(`It is of the kind ${kind}, which knows no ${query.operation}`)
      const atMs = now()
      const { text, extension, isCut, said, sha256, bytes } = await answerOf(query, found, { signal, nowMs: atMs })
      const at = toInstant(microseconds(atMs * 1000))
      const operation = query.operation === 'mcp.call' ? query.tool : query.operation.slice(kind.length + 1)
      return {
        name: `${source}/${operation}-${ordinal + 1}.${extension}`,
        text,
        isCut,
        origin: { source, kind, query: said, at, replySha256: sha256, replyBytes: bytes },
      }
    },
    async close() {
      await Promise.all([...attached.values()].map(({ dispatcher }) => dispatcher.destroy()))
    },
  }
}

type Ways = { readonly signal: AbortSignal | undefined; readonly nowMs: number }

async function answerOf(query: LiveQuery, { settings, dispatcher }: Attached, { signal, nowMs }: Ways): Promise<Answer> {
  const overHttp = async <Q extends LiveQuery>(connector: HttpConnector<Q>, asked: Q): Promise<Answer> => {
    const question = connector.ask(asked, settings, nowMs)
    const { bytes, sha256 } = await askOverHttp(question, settings, { dispatcher, signal })
    const said = [question.method, question.path, ...(question.body === undefined ? [] : [question.body])].join(' ')
    return { ...connector.layOut(bytes.toString('utf8'), asked), said, sha256, bytes: bytes.length }
  }
  switch (query.operation) {
    case 'prometheus.query':
    case 'prometheus.query_range':
    case 'prometheus.series':
    case 'prometheus.labels':
      return overHttp(prometheus, query)
    case 'loki.query_range':
      return overHttp(loki, query)
    case 'elasticsearch.search':
      return overHttp(elasticsearch, query)
    case 'kubernetes.list':
    case 'kubernetes.get':
    case 'kubernetes.logs':
      return overHttp(kubernetes, query)
    default: {
      const said =
        query.operation === 'mcp.tools' ? 'tools/list' : `tools/call ${query.tool} ${JSON.stringify(query.arguments ?? {})}`
      return { ...(await askMcp(query, settings, { dispatcher, signal })), said }
    }
  }
}

/** Without address and credential. */
function toPublic({ name, kind, indices, tools }: LiveSourceSettings): LiveSource {
  return { name, kind, ...(indices && { indices: [...indices] }), ...(tools && { tools: [...tools] }) }
}
