import type { DraftFinding, ExaminedSource } from '../draft.ts'
import { examineCollections, examineHistogram } from './collections.ts'
import { examineCountersOfTools } from './counters.ts'
import { examineDominance } from './dominance.ts'
import { examineDurationTrees } from './duration-trees.ts'
import { examineLog } from './examine-log.ts'
import { examineTexts } from './examine-texts.ts'
import { examineFailureSections } from './failure-sections.ts'
import { findMisspeltKeys } from './misspelt-keys.ts'
import { examineOpenFiles } from './open-files.ts'
import { examinePacketFilter } from './packet-filter.ts'
import { examineProfile } from './profile.ts'
import { examineQueryErrors } from './query-errors.ts'
import { examineReports, machineOf } from './reports.ts'
import { examineSeries } from './series.ts'
import { examineSettings } from './settings.ts'
import { examineStatements } from './statements.ts'
import { examineStructure } from './structure.ts'
import { compareDrafts } from './structure-draft.ts'
import { examineTables } from './tables.ts'
import { examineThreads } from './threads.ts'
import { examineEvents } from './timed-events.ts'
import { examineTraces } from './traces.ts'

/** `signatures: false` reads with the general grammar alone. */
export type ExamineOptions = { readonly signatures?: boolean }

const MAX_FINDINGS = 200
const MAX_HEALTHY = 30
/** Share of records with a time or level from which a document counts as a log as well. */
const LOG_LIKE = 0.3

/**
 * Everything one source says by itself, best first, at most 200 findings.
 * Good news is kept apart from faults so that many lines of it cannot push a fault out.
 */
export function examineSource(source: ExaminedSource, { signatures = true }: ExamineOptions = {}): DraftFinding[] {
  const {
    name,
    head,
    lines,
    trees,
    tables,
    series,
    traces,
    reports = [],
    threads = [],
    profile,
    statements = [],
    events = [],
    counters = [],
    collections,
    heap = [],
  } = source
  const errors = examineQueryErrors(trees, name)
  const structured = [
    // What spans report is told by their analysis, with its times and callers.
    ...[...examineStructure(trees, name, { signatures }), ...(traces ? [] : examineTexts(trees, name, { signatures }))].filter(
      (finding) => !errors.some((error) => saysTheSame(finding, error)),
    ),
    ...findMisspeltKeys(trees, name, lines),
    ...errors,
    ...examineDominance(trees, name),
    ...examineTables(tables, name),
    ...examineTraces(traces, name, { signatures }),
    ...examineSeries(series, name),
    ...examineReports(reports, name, machineOf(head)),
    ...examineThreads(threads, name),
    ...examineProfile(profile, name),
    ...examineStatements(statements, name),
    ...examineEvents(events, name),
    ...examineCountersOfTools(counters, name),
    ...examineCollections(collections, name),
    ...examineHistogram(heap, name),
    ...examineSettings(lines, name),
    ...examinePacketFilter(lines ?? [], name),
    ...examineOpenFiles(lines ?? [], name),
    ...examineFailureSections(lines, name, { signatures }),
    ...examineDurationTrees(lines, name),
  ]
  const logged = isLog(source) ? examineLog(source, { signatures }) : []
  const taken = takenLines(source, structured)
  const further = logged.filter((finding) => !finding.places.some((place) => taken.has(place.line)))
  const all = [...structured, ...further].toSorted(compareDrafts)
  const healthy = all.filter((finding) => finding.kind === 'healthy').slice(0, MAX_HEALTHY)
  return [...all.filter((finding) => finding.kind !== 'healthy').slice(0, MAX_FINDINGS), ...healthy]
}

/** What is read of the text of an error, that is told already as the error it is. */
const saysTheSame = ({ predicates }: DraftFinding, error: DraftFinding) =>
  predicates.some((predicate) => 'pointer' in predicate && predicate.pointer === error.places[0]?.pointer)

/** Every text can be read as lines; of a document that is worth something only where the lines look like a log. */
function isLog({ log, trees, series }: ExaminedSource): boolean {
  return log !== undefined && ((trees.length === 0 && series.length === 0) || log.coverage.recognised > LOG_LIKE)
}

/** Lines that were read as something better than prose: places of findings and rows of tables. */
function takenLines({ tables, reports = [], threads = [] }: ExaminedSource, structured: readonly DraftFinding[]): Set<number> {
  const rows = [
    ...tables.flatMap(({ header, rows: own }) => [...(header === undefined ? [] : [header]), ...own.map((row) => row.line)]),
    ...reports.flatMap((report) => [...report.headers, ...report.rows.map((row) => row.line)]),
    ...threads.flatMap((thread) => [thread.line, ...thread.frames.map((frame) => frame.line)]),
  ]
  return new Set([...structured.flatMap((finding) => finding.places.map((place) => place.line)), ...rows])
}
