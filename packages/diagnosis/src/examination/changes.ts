import { walkTree, type TreeNode } from '@faultmaven/config'
import { microseconds, toInstant } from '@faultmaven/signals'
import { clip } from '../composition/clip.ts'
import type { DraftFinding, DraftPlace, DraftPredicate, ExaminedSource } from '../draft.ts'
import { readChange, type ChangeReading } from './changes-words.ts'
import { findOnset, parseInstant, timeOfMap } from './changes-onset.ts'
import { textAt } from './structure-scan.ts'
import { inLineOrder, rowView } from './tables-view.ts'

type Change = {
  readonly sourceName: string
  readonly text: string
  readonly reading: ChangeReading
  /** Unix milliseconds. */
  readonly time?: number
  readonly subject?: string
  readonly places: readonly DraftPlace[]
  readonly predicates: readonly DraftPredicate[]
  readonly count: number
}

const MAX_CHANGES = 60
const HOUR = 3_600_000
const TEXT_KEYS = [
  'message',
  'msg',
  'description',
  'note',
  'change',
  'change_cause',
  'action',
  'summary',
  'title',
  'event',
  'text',
  'kubernetes.io/change-cause',
]

/**
 * Changes that people or machines made on purpose, of all sources: rollouts, configuration, schema, flags, scaling, credentials,
 * maintenance; from events, histories, tables and logs. Ordered against the onset of trouble: shortly before it weighs most,
 * after it little. Best first, at most 60.
 */
export function findChanges(sources: readonly ExaminedSource[]): DraftFinding[] {
  const onset = findOnset(sources)
  const changes = sources.flatMap((source) => [...treeChanges(source), ...tableChanges(source), ...logChanges(source)])
  return changes
    .map((change) => changeFinding(change, onset))
    .sort((a, b) => b.score - a.score)
    .slice(0, MAX_CHANGES)
}

function treeChanges(source: ExaminedSource): Change[] {
  const changes: Change[] = []
  for (const tree of source.trees) {
    for (const { node, pointer, path } of walkTree(tree)) {
      const inSpec = path[0] === 'spec' || path.includes('template')
      if (node.kind === 'map' && !inSpec) changes.push(...recordChange(node.entries, { pointer, sourceName: source.name }))
    }
  }
  return changes
}

/** A record that tells of a change: a text, mostly with a reason and a time beside it. */
function recordChange(
  entries: ReadonlyMap<string, TreeNode>,
  { pointer, sourceName }: { pointer: string; sourceName: string },
): Change[] {
  const key =
    TEXT_KEYS.find((name) => textAt(entries, name) !== undefined && entries.has(name)) ??
    (entries.has('Message') ? 'Message' : undefined)
  const text = key === undefined ? undefined : textAt(entries, key)
  const node = key === undefined ? undefined : entries.get(key)
  if (key === undefined || text === undefined || node?.kind !== 'scalar') return []
  const reason = textAt(entries, 'reason', 'Reason')
  const fails = /^(?:warn(?:ing)?|error|fatal|critical)$/i.test(textAt(entries, 'type', 'status', 'level', 'severity') ?? '')
  const reading = fails ? undefined : readChange(reason === undefined ? text : `${reason}: ${text}`)
  const isHistory = key === 'kubernetes.io/change-cause'
  if (!reading && !isHistory) return []
  const time = timeOfMap(entries)
  const subject = textAt(entries, 'involved_object', 'object', 'service', 'resource', 'source_identifier', 'host', 'name', 'app')
  const place = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
  return [
    {
      sourceName,
      text,
      reading: reading ?? { kind: 'rollout', weight: 1, phrase: text },
      ...(time === undefined ? {} : { time }),
      ...(subject === undefined ? {} : { subject }),
      places: [{ line: node.line, pointer: place }],
      predicates: [{ name: 'configured', pointer: place, comparison: '=', value: node.value }],
      count: 1,
    },
  ]
}

/** `helm history`, `rollout history`, event tables: a row that tells of a change. */
function tableChanges(source: ExaminedSource): Change[] {
  return source.tables.flatMap((table) => {
    const history = table.columns.some((column) => /^revision$/i.test(column))
    return table.rows.slice(0, 2000).flatMap((row): Change[] => {
      const view = rowView(table, row)
      const text = row.cells.filter((cell) => /\s/.test(cell) || cell.length > 12).join(' ')
      const reading =
        readChange(text) ??
        (history && row.cells.length > 2 && !/<none>/.test(text)
          ? ({ kind: 'rollout', weight: 1, phrase: text } as const)
          : undefined)
      if (!reading) return []
      const time = row.cells.map(parseInstant).find((ms) => ms !== undefined)
      const longest = row.cells.toSorted((a, b) => b.length - a.length)[0] ?? ''
      const literals = inLineOrder(view, [longest])
      return [
        {
          sourceName: source.name,
          text: text || view.name,
          reading,
          ...(time === undefined ? {} : { time }),
          subject: view.name,
          places: [{ line: row.line }],
          predicates: [{ name: 'present', literals, lines: [row.line] }],
          count: 1,
        },
      ]
    })
  })
}

function logChanges(source: ExaminedSource): Change[] {
  return (source.log?.templates ?? []).flatMap((template): Change[] => {
    const sample = template.samples[0]
    const isFault = template.severity === 'error' || template.severity === 'fatal'
    // What is said hundreds of times is routine (a periodic reload), no event.
    const reading = sample && !isFault && template.count <= 20 ? readChange(sample.body) : undefined
    if (!reading || !sample) return []
    const lines = template.samples.map((one) => one.line).slice(0, 12)
    return [
      {
        sourceName: source.name,
        text: sample.body,
        reading,
        ...(template.firstTime === undefined ? {} : { time: template.firstTime / 1000 }),
        ...(template.component === undefined ? {} : { subject: template.component }),
        places: lines.map((line) => ({ line })),
        predicates: [{ name: 'present', literals: template.literals, lines }],
        count: template.count,
      },
    ]
  })
}

function changeFinding(
  { sourceName, text, reading, time, subject, places, predicates, count }: Change,
  onset: number | undefined,
): DraftFinding {
  const lead = time === undefined || onset === undefined ? undefined : onset - time
  const at = time === undefined ? undefined : toInstant(microseconds(Math.round(time * 1000)))
  const when =
    lead === undefined ? '' : lead >= 0 ? `${span(lead)} before the first error` : `${span(-lead)} after the first error`
  return {
    sourceName,
    kind: 'change',
    check: 'changes',
    title: clip(
      `${subject === undefined || text.includes(subject) ? '' : `${subject}: `}${text}${when === '' ? '' : ` (${when})`}`,
      200,
    ),
    score: reading.weight * closeness(lead),
    severity: 'info',
    count,
    ...(at !== undefined && { interval: { from: at, to: at } }),
    entities: subject === undefined ? [] : [subject],
    fault: {
      resource: resourceOfChange(reading.kind),
      mode: 'changed',
      mechanism: `${resourceOfChange(reading.kind)}/changed`,
      ...(subject === undefined ? {} : { entity: subject }),
      cause: clip(text, 220),
      blames: 'configuration',
      vocabulary: [],
    },
    details: [reading.kind, when].filter((detail) => detail !== ''),
    places,
    predicates,
  }
}

function closeness(lead: number | undefined): number {
  if (lead === undefined) return 0.25
  if (lead < -60_000) return 0.12
  return lead <= HOUR ? 0.5 : lead <= 24 * HOUR ? 0.36 : 0.2
}

function resourceOfChange(kind: ChangeReading['kind']): string {
  if (kind === 'schema') return 'migration'
  if (kind === 'configuration' || kind === 'flag') return 'config'
  return kind === 'credentials' ? 'credential' : 'deployment'
}

function span(ms: number): string {
  if (ms < 90_000) return `${Math.round(ms / 1000)} s`
  if (ms < 90 * 60_000) return `${Math.round(ms / 60_000)} min`
  return ms < 48 * HOUR ? `${Math.round(ms / HOUR)} h` : `${Math.round(ms / (24 * HOUR))} days`
}
