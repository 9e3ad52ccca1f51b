import { ERROR_STATUS } from '../reading/span-columns.ts'
import { startOf } from '../span-set.ts'
import type { Operations } from './operations.ts'
import type { TraceForest } from './trace-forest.ts'

/** Where errors begin: failing spans of one operation with no failing child, and with the same message. */
export type ErrorOrigin = {
  readonly operation: number
  /** Status message or exception, as written; empty where the source has none. */
  readonly message: string
  readonly spans: number
  readonly traces: number
  /** Of them, traces whose root failed too. */
  readonly reachingRoot: number
  /** Operations from the origin up to the last that failed with it, in its first trace. */
  readonly path: readonly number[]
  /** Unix microseconds by the source's own clocks: the first begins, the last begins; 0 where no span has a time. */
  readonly firstMicros: number
  readonly lastMicros: number
  /** The first spans, at most five. */
  readonly examples: readonly number[]
}

const MAX_EXAMPLES = 5
const MAX_MESSAGE = 300
const MAX_ORIGINS = 1000
/** A chain of calls deeper than this is no chain of services, and would make the way of every error as long. */
const MAX_PATH = 200

/** Origins of all errors, those in most traces first. */
export function findErrorOrigins(forest: TraceForest, operations: Operations): readonly ErrorOrigin[] {
  const { columns, order, offsets, parent, firstChild, nextSibling } = forest
  const isFailing = (span: number) => columns.status[span] === ERROR_STATUS
  const describe = createErrorTexts(forest)
  const found = new Map<string, Mutable & { lastTrace: number }>()
  for (let trace = 0; trace + 1 < offsets.length; trace += 1)
    for (let at = offsets[trace]!; at < offsets[trace + 1]!; at += 1) {
      const span = order[at]!
      if (!isFailing(span) || hasFailingChild(span)) continue
      const operation = operations.of[span]!
      const message = describe(span)
      const key = `${operation} ${generalised(message)}`
      const path = pathUp(span)
      const last = path.at(-1)!
      const origin = found.get(key)
      if (origin === undefined) {
        if (found.size >= MAX_ORIGINS) continue
        found.set(key, {
          operation,
          message,
          spans: 1,
          traces: 1,
          reachingRoot: parent[last]! < 0 ? 1 : 0,
          path: path.map((one) => operations.of[one]!),
          firstMicros: columns.start[span]!,
          lastMicros: columns.start[span]!,
          examples: [span],
          lastTrace: trace,
        })
        continue
      }
      origin.spans += 1
      const startMicros = columns.start[span]!
      // A span without a time says nothing of when.
      if (startMicros > 0 && !(origin.firstMicros > 0 && origin.firstMicros <= startMicros)) origin.firstMicros = startMicros
      origin.lastMicros = Math.max(origin.lastMicros, startMicros)
      if (origin.examples.length < MAX_EXAMPLES) origin.examples.push(span)
      if (origin.lastTrace === trace) continue
      origin.lastTrace = trace
      origin.traces += 1
      if (parent[last]! < 0) origin.reachingRoot += 1
    }
  return [...found.values()]
    .map(({ lastTrace: _lastTrace, ...origin }) => origin)
    .sort((a, b) => b.traces - a.traces || b.spans - a.spans)

  function hasFailingChild(span: number): boolean {
    for (let child = firstChild[span]!; child >= 0; child = nextSibling[child]!) if (isFailing(child)) return true
    return false
  }
  function pathUp(span: number): number[] {
    const path = [span]
    for (let above = parent[span]!; above >= 0 && isFailing(above) && path.length < MAX_PATH; above = parent[above]!)
      path.push(above)
    return path
  }
}

type Mutable = { -readonly [Key in keyof ErrorOrigin]: ErrorOrigin[Key] } & { examples: number[] }

/** Numbers and ids differ from one error to the next of the same kind. */
function generalised(message: string): string {
  return message.replaceAll(/\b0x[0-9a-f]+\b|\b[0-9a-f]{8,}(?:-[0-9a-f]{4,})*\b|\d+/gi, '#')
}

/** What a failing span says of its error: its status message, the exception among its events, or its codes. */
function createErrorTexts({ columns }: TraceForest): (span: number) => string {
  const { texts, attributes, eventAttributes } = columns
  const keys = (...names: string[]) => names.map((name) => texts.find(name))
  const types = keys('exception.type', 'error.kind', 'error.type')
  const messages = keys('exception.message', 'message', 'error.message')
  const codes = keys('http.response.status_code', 'http.status_code', 'rpc.grpc.status_code', 'grpc.status_code')
  const valueIn = (list: typeof attributes, from: number, to: number, wanted: readonly number[]) => {
    for (let at = from; at < to; at += 1) if (wanted.includes(list.keys[at]!)) return texts.text(list.values[at]! >>> 2)
    return ''
  }
  return (span) => {
    const own = columns.statusMessage[span]!
    if (own !== 0) return texts.text(own).slice(0, MAX_MESSAGE)
    for (let event = startOf(columns.eventsEnd, span); event < columns.eventsEnd[span]!; event += 1) {
      const range = [startOf(columns.eventAttributesEnd, event), columns.eventAttributesEnd[event]!] as const
      const parts = [valueIn(eventAttributes, ...range, types), valueIn(eventAttributes, ...range, messages)]
      const text = parts.filter((part) => part !== '').join(': ')
      if (text !== '') return text.slice(0, MAX_MESSAGE)
    }
    const range = [startOf(columns.attributesEnd, span), columns.attributesEnd[span]!] as const
    const text = valueIn(attributes, ...range, messages) || valueIn(attributes, ...range, types)
    const code = valueIn(attributes, ...range, codes)
    return (text || (code === '' ? '' : `status ${code}`)).slice(0, MAX_MESSAGE)
  }
}
