import type { SyntaxFault, TreeDocument } from '@faultmaven/config'
import type { DraftFinding, DraftPredicate } from '../draft.ts'
import { examineConditions } from './structure-conditions.ts'
import { examineContainers } from './structure-containers.ts'
import { examineCounters } from './structure-counters.ts'
import { distinct, plainFault, type ExamineStructureOptions } from './structure-draft.ts'
import { examineExpiry } from './structure-expiry.ts'
import { healthyFindings } from './structure-health.ts'
import { examineIntentions } from './structure-intentions.ts'
import { examineLimits } from './structure-limits.ts'
import { examinePairs } from './structure-pairs.ts'
import { scanMaps } from './structure-scan.ts'
import { examineStates } from './structure-states.ts'
import { examineTwins } from './structure-twins.ts'

/** Formats that only say what is wanted: their flags and words are settings, not states. */
const SETTINGS = new Set(['ini', 'properties', 'env', 'toml', 'nginx', 'dockerfile'])

/**
 * State against wish in structured documents of any system: conditions, states, flags, container ends, wanted and actual numbers,
 * amounts at their limits, counters of failures, ended validity, the odd one out among twins; and what is as wanted (`healthy`).
 * No product is known by name; words, polarity and arithmetic do. Best first; one finding for each statement.
 */
export function examineStructure(
  trees: readonly TreeDocument[],
  sourceName: string,
  options: ExamineStructureOptions = {},
): DraftFinding[] {
  const stated = trees.filter((tree) => !SETTINGS.has(tree.format))
  const spots = stated.flatMap(scanMaps)
  const conditions = examineConditions(spots, sourceName, options)
  const states = examineStates(spots, sourceName, options)
  const pairs = examinePairs(spots, sourceName)
  const faults = [
    ...conditions.findings,
    ...states.findings,
    ...pairs.findings,
    ...examineContainers(spots, sourceName, options),
    ...examineCounters(spots, sourceName, options),
    ...examineLimits(spots, sourceName),
    ...examineIntentions(spots, sourceName),
    ...examineExpiry(spots, stated, sourceName),
    ...examineTwins(spots, sourceName),
  ]
  const healthy = healthyFindings([...conditions.healthy, ...states.healthy, ...pairs.healthy], sourceName)
  return distinct([
    ...faults.filter((finding) => finding.score > 0.05 && finding.places.length > 0),
    ...healthy.filter((finding) => finding.places.length > 0),
  ])
}

/** Syntax faults of a source as findings: what its own readers would stumble over. `lines` are those of a small source. */
export function examineSyntax(faults: readonly SyntaxFault[], sourceName: string, lines: readonly string[] = []): DraftFinding[] {
  return faults.slice(0, 10).map((fault) => ({
    sourceName,
    kind: 'fault',
    check: 'syntax',
    title: `${sourceName} is not well-formed: ${fault.message}`,
    score: /^(?!The block ).*(?:ends (?:before|within)|not closed|not read)/i.test(fault.message) ? 0.25 : 0.5,
    severity: 'error',
    count: 1,
    entities: [],
    fault: plainFault('config', /duplicate/i.test(fault.message) ? 'conflicting' : 'invalid', { cause: fault.message }),
    details: [`line ${fault.line}`],
    places: [{ line: fault.line }],
    predicates: standsAt(fault.line, lines),
  }))
}

/** What stands at the line, to be opened and read again. */
function standsAt(line: number, lines: readonly string[]): DraftPredicate[] {
  const text = lines[line - 1]?.trim().slice(0, MAX_LITERAL) ?? ''
  return text === '' ? [] : [{ name: 'present', literals: [text], lines: [line] }]
}

const MAX_LITERAL = 160
