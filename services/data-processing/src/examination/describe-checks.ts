import type { Check, Finding } from '@faultmaven/contracts'
import type { ExaminedSource } from '@faultmaven/diagnosis'
import { groupBy } from '../group-by.ts'

/** A line of the Checks panel: which findings are its, and what must be among the files for it to run. */
type Family = {
  readonly name: string
  readonly title: string
  readonly finds: (finding: Finding) => boolean
  readonly needs: (source: ExaminedSource) => boolean
  /** What is missing when no source has what it needs. */
  readonly missing: string
}

/** In the order of the panel. A finding belongs to the first family that takes it; the last one of faults takes what is left. */
const FAMILIES: readonly Family[] = [
  {
    name: 'syntax',
    title: 'Syntax of configuration',
    finds: ({ check }) => check === 'syntax',
    needs: ({ kind }) => kind === 'config',
    missing: 'no configuration or structured document among the files',
  },
  {
    name: 'instructions-in-evidence',
    title: 'Text that gives orders to a model',
    finds: ({ kind }) => kind === 'instruction',
    needs: ({ head }) => head.length > 0,
    missing: 'no text among the files',
  },
  {
    name: 'traces',
    title: 'Traces: where errors begin and time goes, what repeats, what marks the bad ones',
    finds: ({ check }) => check.startsWith('trace-'),
    needs: ({ traces }) => traces !== undefined,
    missing: 'no spans among the files',
  },
  {
    name: 'state',
    title: 'Wanted and actual state',
    finds: ({ kind }) => kind === 'state',
    needs: hasStructure,
    missing: 'no resource documents or command output among the files',
  },
  {
    name: 'references',
    title: 'Names that are referred to and defined nowhere',
    finds: ({ kind }) => kind === 'reference',
    needs: ({ trees, lines, kind }) => trees.length > 0 || (lines !== undefined && kind !== 'log'),
    missing: 'no configuration, code or structured document among the files',
  },
  {
    name: 'changes',
    title: 'Changes',
    finds: ({ kind }) => kind === 'change',
    needs: (source) => hasTimes(source) || hasStructure(source),
    missing: 'neither a log with times nor a structured document among the files',
  },
  {
    name: 'log-incidents',
    title: 'Incidents in logs',
    finds: ({ check }) => check === 'log-incidents',
    needs: hasRecords,
    missing: 'no log among the files',
  },
  {
    name: 'log-comparison',
    title: 'What is different between windows of a log, or between logs',
    finds: ({ check }) => check === 'log-comparison',
    needs: hasRecords,
    missing: 'no log among the files',
  },
  {
    name: 'log-windows',
    title: 'Windows of a log unlike the others',
    finds: ({ check }) => check === 'log-windows',
    needs: hasRecords,
    missing: 'no log among the files',
  },
  {
    name: 'log-sequences',
    title: 'What was started and never finished',
    finds: ({ check }) => check === 'log-sequences',
    needs: hasRecords,
    missing: 'no log among the files',
  },
  {
    name: 'log-rhythms',
    title: 'Rhythms that were lost',
    finds: ({ check }) => check === 'log-rhythms',
    needs: hasTimes,
    missing: 'no log with times among the files',
  },
  {
    name: 'log-rates',
    title: 'Bursts and silences in logs',
    finds: ({ kind }) => kind === 'burst' || kind === 'silence',
    needs: hasTimes,
    missing: 'no log with times among the files',
  },
  {
    name: 'metrics',
    title: 'Metrics that moved or saturated',
    finds: ({ kind }) => kind === 'series',
    needs: ({ series }) => series.length > 0,
    missing: 'no metrics among the files',
  },
  {
    name: 'stack-traces',
    title: 'Stack traces',
    finds: ({ check, details }) => /stack/.test(check) || details.some((detail) => /^in \S+, |^recursion through /.test(detail)),
    needs: ({ log }) =>
      log?.templates.some(({ samples }) => samples.some(({ continuation }) => continuation.length > 0)) === true,
    missing: 'no record with a stack trace among the files',
  },
  {
    name: 'messages-in-documents',
    title: 'Messages in events, conditions and documents',
    finds: ({ check }) => check === 'messages-in-documents',
    needs: ({ trees }) => trees.length > 0,
    missing: 'no structured document among the files',
  },
  {
    name: 'good-news',
    title: 'Evidence that something works',
    finds: ({ kind }) => kind === 'healthy',
    needs: (source) => hasRecords(source) || hasStructure(source),
    missing: 'no text among the files',
  },
  {
    name: 'log-messages',
    title: 'Messages that report a fault',
    finds: () => true,
    needs: hasRecords,
    missing: 'no log among the files',
  },
]

/** Names of the checks that a source has something for. */
export function runnableChecks(source: ExaminedSource): string[] {
  return FAMILIES.filter(({ needs }) => needs(source)).map(({ name }) => name)
}

/**
 * What ran and what came of it, one entry a family of analysis.
 * @param runnable of each source, as {@link runnableChecks} gave it
 */
export function describeChecks(runnable: readonly (readonly string[])[], findings: readonly Finding[]): Check[] {
  const byFamily = groupBy(findings, (finding) => FAMILIES.find(({ finds }) => finds(finding))?.name ?? '')
  return FAMILIES.map((family) =>
    describe(family, byFamily.get(family.name) ?? [], runnable.filter((checks) => checks.includes(family.name)).length),
  )
}

function describe({ name, title, missing }: Family, findings: readonly Finding[], looked: number): Check {
  const findingIds = findings.map(({ id }) => id)
  if (findings.length > 0) {
    const detail = `${count(findings.length, 'finding')} in ${count(Math.max(1, new Set(findings.map(({ sourceId }) => sourceId)).size), 'source')}`
    return { name, title, outcome: 'interesting', detail, findingIds }
  }
  if (looked === 0) return { name, title, outcome: 'not-run', detail: `Not run: ${missing}`, findingIds }
  return { name, title, outcome: 'quiet', detail: `Looked at ${count(looked, 'source')} and found nothing`, findingIds }
}

function count(number: number, what: string): string {
  return number === 1 ? `1 ${what}` : `${number} ${what}s`
}
function hasRecords({ log }: ExaminedSource): boolean {
  return (log?.coverage.records ?? 0) > 0
}
function hasTimes({ log }: ExaminedSource): boolean {
  return log?.from !== undefined
}
function hasStructure({ trees, tables }: ExaminedSource): boolean {
  return trees.length + tables.length > 0
}
