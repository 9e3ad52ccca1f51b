import type { DraftFinding, ExaminedSource } from '../draft.ts'
import { lineDraft, type TextLine } from './line-draft.ts'
import { plainFault } from './structure-draft.ts'

const LISTENS =
  /\b(?:listen(?:ing|s)?|started|serving|running|accepting connections)\b[^\n]{0,80}?(?:\bon\b|\bat\b|\bport\b)[^\n\d]{0,40}?(?:[\d.]{7,15}:|\[::\]:|\*:|localhost:|port\(s\):? ?|port:? )?(\d{2,5})\b(?![.:\d])/i
const REFUSED =
  /[\w.\]-]:(\d{2,5})\b[^\n]{0,200}?(?:refused|ECONNREFUSED)|(?:refused|ECONNREFUSED)[^\n]{0,200}?[\w.\]-]:(\d{2,5})\b/i
const MAX_LISTENERS = 100
const MAX_SAMPLES = 20

type Listener = TextLine & { readonly port: string; readonly service: string; readonly sourceName: string }

/**
 * A service that says which port it listens on, while calls to another port are refused, and a line of configuration that binds that other
 * port to the same service: it is called at a port on which nothing listens.
 */
export function findUnservedPorts(sources: readonly ExaminedSource[]): DraftFinding[] {
  const listeners = sources.flatMap(listenersOf).slice(0, MAX_LISTENERS)
  const served = new Set(listeners.map(({ port }) => port))
  const refused = new Set(sources.flatMap(refusedIn).filter((port) => !served.has(port)))
  if (listeners.length === 0 || refused.size === 0) return []
  return sources
    .flatMap(({ name: sourceName, lines = [], kind }) => {
      if (kind === 'log') return []
      return lines.slice(0, 5000).flatMap((text, index) => {
        const port = portsIn(text).find((one) => refused.has(one))
        if (port === undefined) return []
        const listener = listeners.find(({ service }) => service.length > 2 && text.toLowerCase().includes(service))
        return listener ? [portFinding({ text, line: index + 1 }, { port, listener, sourceName })] : []
      })
    })
    .slice(0, 3)
}

/** Numbers that could be ports, outside of a comment. */
const portsIn = (text: string): string[] => (text.slice(0, 300).split('#', 1)[0] ?? '').match(/(?<![\d.])\d{2,5}(?![\d.])/g) ?? []

function listenersOf({ name: sourceName, log }: ExaminedSource): Listener[] {
  const service = (sourceName.split('/').at(-1) ?? '').replace(/[-_.](?:log|out|txt|json|\d).*$/i, '').toLowerCase()
  return (log?.templates ?? []).slice(0, 2000).flatMap(({ samples }) =>
    samples.slice(0, 3).flatMap(({ body, line }) => {
      const port = LISTENS.exec(body.slice(0, 300))?.[1]
      return port === undefined ? [] : [{ port, service, sourceName, text: body, line }]
    }),
  )
}

function refusedIn({ log }: ExaminedSource): string[] {
  return (log?.templates ?? []).flatMap(({ samples }) =>
    samples.slice(0, MAX_SAMPLES).flatMap(({ body, fields }) =>
      [body, ...Object.values(fields).map(String)].flatMap(
        (text) =>
          REFUSED.exec(text.slice(0, 600))
            ?.slice(1)
            .find((port) => port !== undefined) ?? [],
      ),
    ),
  )
}

function portFinding(
  at: TextLine,
  { port, listener, sourceName }: { port: string; listener: Listener; sourceName: string },
): DraftFinding {
  return lineDraft({
    sourceName,
    kind: 'reference',
    check: 'ports',
    title: `${listener.service} is called at port ${port}, where nothing listens: it listens on ${listener.port} (${listener.sourceName}); port mismatch in “${at.text.trim().slice(0, 70)}”`,
    score: 0.86,
    proofs: [at],
    entities: [listener.service, port],
    fault: plainFault('port', 'mismatched', {
      entity: listener.service,
      cause: `called at ${port}, listens on ${listener.port}`,
    }),
    details: [`connections to port ${port} are refused`],
  })
}
