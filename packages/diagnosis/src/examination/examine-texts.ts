import { type PlacedNode, type TreeDocument, type TreeNode, walkTree } from '@faultmaven/config'
import type { Severity } from '@faultmaven/signals'
import type { DraftFinding } from '../draft.ts'
import { findingOfMessage } from './finding-of-message.ts'
import type { Message } from './message.ts'

const CHECK = 'messages-in-documents'
const TEXT_KEY =
  /^(?:message|msg|error|err|errors|description|summary|details?|logs?|body|text|stderr|stdout|output|note|info|status_?message|last_?error|failure_?(?:reason|message)|cause|title|statement|exception|warning|events?|annotation|stack_?trace|reason|state_?reason|status_?reason|symptoms?|impact)$/i
const SKIPPED =
  /^(?:managedFields|tolerations|node-?selectors?|annotations of pod|mounts|volumes|environment|kubectl\.kubernetes\.io\/last-applied-configuration|ownerReferences|uid|resourceVersion|labels|command|args|env|image|data|stringData|query|expr|sql|statement|url|uri|path|selector|generatorURL|runbook_?url)$/i
/** Words of a level or status, worst first; anchored at word ends so that `HEALTH_ERR` and `level: warning` both read. */
const SEVERITIES: readonly (readonly [RegExp, Severity])[] = [
  [/(?:^|[_ -])(?:fatal|emerg\w*|panic)$/i, 'fatal'],
  [/(?:^|[_ -])(?:err(?:or)?|crit(?:ical)?|severe|high|major|fail(?:ed|ure)?|alarm)$/i, 'error'],
  [/(?:^|[_ -])(?:warn(?:ing)?|medium|minor|low)$/i, 'warn'],
  [/(?:^|[_ -])(?:info|normal|notice|ok|success\w*)$/i, 'info'],
  [/(?:^|[_ -])debug$/i, 'debug'],
]
const MAX_TEXTS = 5000

type Context = {
  readonly severity?: Severity
  readonly speaker?: string
  readonly time?: string
  readonly count: number
  readonly reason?: string
}

/** Findings of the texts in structured documents: messages of events, conditions, alerts and errors, read like log records. */
export function examineTexts(trees: readonly TreeDocument[], name: string, options: { signatures: boolean }): DraftFinding[] {
  const messages = trees.flatMap((tree) => textsOf(tree, name)).slice(0, MAX_TEXTS)
  return messages.flatMap((message) => findingOfMessage(message, options) ?? [])
}

function textsOf(tree: TreeDocument, name: string): Message[] {
  const maps = new Map<string, Context>()
  const messages: Message[] = []
  for (const placed of walkTree(tree)) {
    const parent = placed.pointer.slice(0, placed.pointer.lastIndexOf('/'))
    const outer = maps.get(parent) ?? { count: 1 }
    if (placed.node.kind !== 'scalar')
      maps.set(placed.pointer, placed.node.kind === 'map' ? contextOf(placed.node.entries, outer) : outer)
    else if (isText(placed, outer)) messages.push(...messagesOf(placed, outer, name))
  }
  return messages
}

/** A text that reports: under a key for texts, or a sentence; never what a specification wants. */
function isText({ node, path }: PlacedNode, context: Context): boolean {
  if (node.kind !== 'scalar' || typeof node.value !== 'string' || node.value.length < 4) return false
  const keys = path.filter((step) => typeof step === 'string')
  if (keys.some((key) => SKIPPED.test(key)) || (keys[0] === 'spec' && !keys.includes('status'))) return false
  const key = keys.at(-1) ?? ''
  // A reason beside a message is read together with it.
  if (/^reason$/i.test(key) && context.reason !== undefined) return false
  return TEXT_KEY.test(key) || (node.value.length > 40 && /\s\S+\s/.test(node.value))
}

function messagesOf({ node, pointer, path }: PlacedNode, context: Context, name: string): Message[] {
  const value = node.kind === 'scalar' ? String(node.value) : ''
  const parts = value.length > 200 && value.includes('\n') ? value.split('\n').filter((line) => line.trim() !== '') : [value]
  const isMessage = /message/i.test(String(path.at(-1)))
  return parts.slice(0, 200).map((part, index) => {
    const text = parts.length === 1 && isMessage && context.reason !== undefined ? `${context.reason}: ${part}` : part
    return {
      sourceName: name,
      text,
      instances: [text],
      continuation: [],
      values: [],
      ...severityOf(part, context),
      ...(context.speaker !== undefined && { speaker: context.speaker }),
      count: context.count,
      share: 0,
      ...(context.time !== undefined && { interval: { from: context.time, to: context.time } }),
      // A block text stands on the lines after its key; flow texts stay on one line, so this is a hint only when they are split.
      places: [{ line: node.line + (parts.length > 1 ? index : 0), pointer }],
      predicates: [{ name: 'configured', pointer, comparison: '=', value }],
      role: isAlert(name, path) ? 'alert' : 'text',
      check: CHECK,
    }
  })
}

/** A line of a log inside a document has its own level; else that of the object around it counts. */
function severityOf(text: string, context: Context): { severity?: Severity } {
  const word = /(?:^|[\s[|])(DEBUG|INFO|WARN|WARNING|ERROR|CRITICAL|FATAL|PANIC)(?=[\s\]:|]|$)/.exec(text.slice(0, 120))?.[1]
  const severity = word ? severityWord(word) : context.severity
  return severity ? { severity } : {}
}

function severityWord(word: string): Severity | undefined {
  return SEVERITIES.find(([pattern]) => pattern.test(word.trim()))?.[1]
}

function isAlert(name: string, path: readonly (string | number)[]): boolean {
  return /alert|monitor/i.test(name) || path.some((step) => /^(?:common)?annotations$/i.test(String(step)))
}

function contextOf(entries: ReadonlyMap<string, TreeNode>, outer: Context): Context {
  const severity = severityWord(textAt(entries, 'level', 'severity', 'type', 'status') ?? '') ?? outer.severity
  const metadata = entries.get('metadata')
  const speaker =
    (metadata?.kind === 'map' ? textAt(metadata.entries, 'name') : undefined) ??
    textAt(entries, 'name', 'involved_object', 'object', 'pod', 'node', 'service', 'host', 'source_identifier', 'resource') ??
    outer.speaker
  const time =
    instantOf(
      textAt(
        entries,
        'timestamp',
        'lastTimestamp',
        'lastTransitionTime',
        'last_timestamp',
        'eventTime',
        'time',
        'date',
        '@timestamp',
      ),
    ) ?? outer.time
  const count = entries.get('count')
  const message = textAt(entries, 'message')
  const reason = message !== undefined && message.length > 3 ? textAt(entries, 'reason') : undefined
  return {
    ...(severity && { severity }),
    ...(speaker !== undefined && { speaker }),
    ...(time !== undefined && { time }),
    ...(reason !== undefined && { reason }),
    count: count?.kind === 'scalar' && typeof count.value === 'number' && count.value >= 1 ? count.value : 1,
  }
}

function textAt(entries: ReadonlyMap<string, TreeNode>, ...keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const node = entries.get(key)
    if (node?.kind === 'scalar' && typeof node.value === 'string' && node.value !== '') return node.value
  }
  return undefined
}

/** ISO 8601 texts only; everything else stays without a time. */
function instantOf(text: string | undefined): string | undefined {
  if (text === undefined || !/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(text)) return undefined
  const ms = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text.replace(' ', 'T')}Z`)
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString()
}
