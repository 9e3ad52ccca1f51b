import type { TroubleCounter } from '@faultmaven/commands'
import { clip } from '../composition/clip.ts'
import type { DraftFinding } from '../draft.ts'
import { plainFault } from './structure-draft.ts'

type Meaning = {
  readonly resource: string
  readonly mode: string
  /** Totals below this are what links and kernels count in years of good work. */
  readonly least: number
  readonly score: number
  readonly say: (who: string, value: string) => string
}

/** What each counter means when it is high. */
const MEANINGS: Readonly<Record<TroubleCounter['kind'], Meaning>> = {
  'damaged-frames': {
    resource: 'link',
    mode: 'corrupt',
    least: 1000,
    score: 0.68,
    say: (who, value) =>
      `Network interface${who} receives damaged frames: ${value} CRC errors, a bad cable, optic or transceiver`,
  },
  'listen-overflow': {
    resource: 'connections',
    mode: 'exhausted',
    least: 100,
    score: 0.55,
    say: (_, value) => `The accept queue of a listening socket overflowed ${value} times, so connections were dropped`,
  },
  'tracking-drops': {
    resource: 'tracked-connections',
    mode: 'exhausted',
    least: 1000,
    score: 0.6,
    say: (_, value) => `Connection tracking (conntrack) dropped ${value} packets on one CPU alone`,
  },
  'packet-loss': {
    resource: 'network',
    mode: 'dropped',
    least: 1,
    score: 0.5,
    say: (_, value) => `${value}% of the packets are lost on the way`,
  },
}
const MAX_PLACES = 4

/** Counters of trouble that are high, one finding a kind and interface; the highest value leads. Growing ones are cited twice. */
export function examineCountersOfTools(counters: readonly TroubleCounter[], sourceName: string): DraftFinding[] {
  const groups = new Map<string, TroubleCounter[]>()
  for (const counter of counters) {
    const key = `${counter.kind} ${counter.subject}`
    groups.set(key, [...(groups.get(key) ?? []), counter])
  }
  return [...groups.values()].flatMap((group) => {
    const ordered = group.toSorted((a, b) => b.value - a.value)
    const [worst] = ordered
    return worst && worst.value >= MEANINGS[worst.kind].least ? [counterFinding(worst, ordered, sourceName)] : []
  })
}

function counterFinding(worst: TroubleCounter, group: readonly TroubleCounter[], sourceName: string): DraftFinding {
  const { resource, mode, score, say } = MEANINGS[worst.kind]
  const same = group.filter(({ name }) => name === worst.name)
  const least = same.at(-1)
  const grows = least && least.value < worst.value && least.line < worst.line
  return {
    sourceName,
    kind: 'state',
    check: 'trouble-counters',
    title: clip(say(worst.subject === '' ? '' : ` ${worst.subject}`, String(worst.value)), 200),
    score,
    severity: 'error',
    count: 1,
    entities: worst.subject === '' ? [] : [worst.subject],
    fault: plainFault(resource, mode, { blames: 'resource', ...(worst.subject === '' ? {} : { entity: worst.subject }) }),
    details: grows ? [`${worst.name} grew from ${least.value} to ${worst.value} while it was watched`] : [],
    places: group.slice(0, MAX_PLACES).map(({ line }) => ({ line })),
    predicates: group.slice(0, 2).map(({ line, value }) => ({ name: 'present', literals: [String(value)], lines: [line] })),
  }
}
