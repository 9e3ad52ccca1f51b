import { walkTree } from '@faultmaven/config'
import type { ExaminedSource } from '../draft.ts'
import { textAt } from './structure-scan.ts'

/**
 * When trouble began, Unix milliseconds: the first error of any log and the first warning event of any document. A clock without a
 * stated zone counts as UTC, like everywhere. Undefined when nothing bad has a time.
 */
export function findOnset(sources: readonly ExaminedSource[]): number | undefined {
  let onset: number | undefined
  const see = (time: number | undefined) => {
    if (time !== undefined && (onset === undefined || time < onset)) onset = time
  }
  for (const { log, trees } of sources) {
    for (const template of log?.templates ?? []) {
      if ((template.severity === 'error' || template.severity === 'fatal') && template.firstTime !== undefined)
        see(template.firstTime / 1000)
    }
    for (const tree of trees) {
      for (const { node } of walkTree(tree)) {
        if (node.kind === 'map' && /^(?:warning|error|critical)$/i.test(textAt(node.entries, 'type', 'level', 'severity') ?? ''))
          see(timeOfMap(node.entries))
      }
    }
  }
  return onset
}

const TIME_KEYS = [
  'firstTimestamp',
  'first_time',
  'eventTime',
  'timestamp',
  '@timestamp',
  'time',
  'date',
  'startedAt',
  'started_at',
  'deployedAt',
  'deployed_at',
  'createdAt',
  'created_at',
  'updatedAt',
  'updated_at',
  'lastTimestamp',
  'last_time',
  'lastTransitionTime',
  'UPDATED',
  'when',
  'ts',
]

/** The time that a record states, in milliseconds. */
export function timeOfMap(entries: Parameters<typeof textAt>[0]): number | undefined {
  for (const key of TIME_KEYS) {
    const text = textAt(entries, key)
    const ms = text === undefined ? undefined : parseInstant(text)
    if (ms !== undefined) return ms
  }
  return undefined
}

/** ISO 8601; without a zone in UTC. */
export function parseInstant(text: string): number | undefined {
  const match = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?(?:\.\d{1,9})?)\s*(Z|[+-]\d\d:?\d\d)?(?:\s+[A-Z]{3,4})?$/.exec(
    text.slice(0, 45).replace(/(\.\d{3})\d+/, '$1'),
  )
  if (!match) return undefined
  const ms = Date.parse(`${match[1]}T${match[2]}${match[3] ?? 'Z'}`)
  return Number.isNaN(ms) ? undefined : ms
}
