import {
  findStatement,
  type LogStatement,
  readLogStatements,
  readStackTraces,
  rootCauseOf,
  type StackFrame,
} from '@faultmaven/code'
import type { LogRecord } from '@faultmaven/signals'
import { clip } from '../composition/clip.ts'
import type { DraftFinding, ExaminedSource } from '../draft.ts'
import { examineLog } from './examine-log.ts'
import { lineDraft, type TextLine } from './line-draft.ts'

const CHECK = 'code-places'
const MIN_SCORE = 0.2
/** Own frames of the innermost cause that are looked for: further out they only pass it on. */
const MAX_FRAMES = 3
/** What a place says is the fault of the log again: a little less than the log itself. */
const SHARE = 0.9
const MAX_FINDINGS = 20

/** A program's source among the evidence. */
type Program = { readonly name: string; readonly lines: readonly string[]; readonly statements: readonly LogStatement[] }
type Place = TextLine & { readonly program: Program; readonly how: string; readonly within?: string }

/**
 * Places in uploaded source code that faults of logs come from: the line that the innermost own frame of a stack trace names, else the
 * statement whose constant text the message has. One a fault, at most 20, best first. A frame counts only where the file has such a
 * line and, where the trace prints the code, that very code: another version of the file proves nothing.
 */
export function findCodePlaces(sources: readonly ExaminedSource[], options: { signatures: boolean }): DraftFinding[] {
  const programs = sources.flatMap(programOf)
  if (programs.length === 0) return []
  const found = sources.flatMap((source) => {
    const records = new Map(
      source.log?.templates.flatMap(({ samples }) => samples.map((record) => [record.line, record] as const)),
    )
    return examineLog(source, options)
      .filter(({ kind, score }) => kind === 'fault' && score >= MIN_SCORE)
      .flatMap((finding) => {
        const record = records.get(finding.places[0]?.line ?? 0)
        const place = record && (placeOfTrace(record, programs) ?? placeOfStatement(record, programs))
        return place ? [placeFinding(finding, place)] : []
      })
  })
  return found.toSorted((a, b) => b.score - a.score).slice(0, MAX_FINDINGS)
}

function programOf({ name, kind, lines }: ExaminedSource): Program[] {
  if (kind !== 'code' || lines === undefined) return []
  return [{ name, lines, statements: readLogStatements(lines.join('\n')) }]
}

function placeOfTrace({ body, continuation }: LogRecord, programs: readonly Program[]): Place | undefined {
  const traces = readStackTraces([body, ...continuation])
  const trace = traces.find(({ cause, frames }) => cause !== undefined || frames.length > 0)
  if (trace === undefined) return undefined
  const frames = rootCauseOf(trace).frames.length > 0 ? rootCauseOf(trace).frames : trace.frames
  for (const frame of frames.filter(({ isOwn }) => isOwn).slice(0, MAX_FRAMES)) {
    const place = placeOfFrame(frame, programs)
    if (place) return place
  }
  return undefined
}

function placeOfFrame(frame: StackFrame, programs: readonly Program[]): Place | undefined {
  const program = programOfFile(frame, programs)
  const text = program?.lines[(frame.line ?? 0) - 1]
  if (program === undefined || frame.line === undefined || text === undefined || text.trim() === '') return undefined
  if (frame.code !== undefined && text.trim() !== frame.code.trim()) return undefined
  return { program, text, line: frame.line, how: 'raised', within: frame.function }
}

/** The uploaded file that a frame names: the one whose path agrees with most folders of it, if only one does. */
function programOfFile({ file, function: name }: StackFrame, programs: readonly Program[]): Program | undefined {
  if (file === undefined) return undefined
  // A JVM names no folders, but the package of the class does.
  const packaged = /^(?:[a-z_]\w*\.)+(?=[A-Z])/.exec(name)?.[0].replaceAll('.', '/') ?? ''
  const wanted = stepsOf(file.includes('/') || file.includes('\\') ? file : `${packaged}${file}`)
  const scored = programs
    .map((program) => ({ program, agreed: agreement(wanted, stepsOf(program.name)) }))
    .filter(({ agreed }) => agreed > 0)
    .toSorted((a, b) => b.agreed - a.agreed)
  return scored[0]?.agreed === scored[1]?.agreed ? undefined : scored[0]?.program
}

function stepsOf(path: string): string[] {
  return path.split(/[/\\!]+/).toReversed()
}

/** Steps of two paths that agree from the file name up. */
function agreement(a: readonly string[], b: readonly string[]): number {
  const differs = a.findIndex((step, index) => step !== b[index])
  return differs < 0 ? a.length : differs
}

function placeOfStatement({ body }: LogRecord, programs: readonly Program[]): Place | undefined {
  const found = programs.flatMap((program) => {
    const statement = findStatement(body, program.statements)
    return statement === undefined ? [] : [{ program, statement }]
  })
  const [only] = found
  const text = only?.program.lines[only.statement.line - 1]
  if (only === undefined || text === undefined || found.length > 1) return undefined
  return { program: only.program, text, line: only.statement.line, how: 'written' }
}

function placeFinding(finding: DraftFinding, { program, text, line, how, within }: Place): DraftFinding {
  const place = `${program.name}:${line}`
  const fault = finding.fault ?? { resource: 'process', mode: 'failed', mechanism: 'process/failed', vocabulary: [] }
  const times = finding.count === 1 ? 'once' : `${finding.count} times`
  return lineDraft({
    sourceName: program.name,
    kind: 'fault',
    check: CHECK,
    title: `${finding.title}; ${how} at ${place}`,
    score: finding.score * SHARE,
    proofs: [{ text, line }],
    entities: finding.entities,
    details: [
      clip(text.trim(), 120),
      within === undefined ? '' : `in ${within}`,
      `seen in ${finding.sourceName}, line ${finding.places[0]?.line ?? 1}, ${times}`,
    ],
    fault,
  })
}
