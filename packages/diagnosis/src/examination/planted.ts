import type { Template } from '@faultmaven/logs'
import type { LogRecord } from '@faultmaven/signals'
import type { DraftFinding } from '../draft.ts'
import { isInstruction } from '../grammar/instruction.ts'
import { readFault } from '../grammar/read-fault.ts'
import { contentWords, stem } from '../question/content-words.ts'
import { asInstruction } from './hearsay.ts'

/**
 * A template as templates without and with instructions, as far as its samples show. Who plants one record must not silence the others of
 * its template, and who adds a line below a record must not silence the record.
 */
export function apartFromInstructions(template: Template, textOf: (record: LogRecord) => string): Template[] {
  const planted = template.samples.filter((record) => isInstruction(textOf(record)))
  const own = template.samples.filter((record) => !planted.includes(record))
  const below = own.flatMap(instructionBelow)
  if (planted.length + below.length === 0) return [template]
  return [
    ...(own.length > 0 ? [{ ...template, samples: own.map(withoutInstructionBelow) }] : []),
    ...(planted.length > 0 ? [standingFor(template, planted)] : []),
    ...below.map((record) => standingFor(template, [record])),
  ]
}

function standingFor(template: Template, samples: readonly LogRecord[]): Template {
  const lines = samples.map(({ line }) => line)
  return { ...template, samples, count: samples.length, firstLine: Math.min(...lines), lastLine: Math.max(...lines) }
}

/** The first line below a record that instructs, as a record of its own. */
function instructionBelow(record: LogRecord): LogRecord[] {
  const index = record.continuation.findIndex(isInstruction)
  const body = record.continuation[index]
  if (body === undefined) return []
  const line = record.line + Math.min(index + 1, Math.max(0, record.lines - 1))
  return [{ ...record, body, line, lines: 1, fields: {}, continuation: [] }]
}

/** What stands below an instruction may be its author's, too. */
function withoutInstructionBelow(record: LogRecord): LogRecord {
  const index = record.continuation.findIndex(isInstruction)
  return index < 0 ? record : { ...record, continuation: record.continuation.slice(0, index) }
}

/** Lines around an instruction that its author may have written, too. */
const REACH = 4

/**
 * Who can write one line of a log can write the next: a fault that the same speaker reports only right beside an instruction, about as
 * often, and that the instruction argues for, is treated like it. What an instruction does not argue for stays evidence, or a planted
 * line could hide a real fault. Good news and the like beside an instruction is never worth that risk.
 */
export function withoutNeighbours(findings: readonly DraftFinding[], templates: readonly Template[]): DraftFinding[] {
  const byLine = new Map(templates.map((template) => [template.samples[0]?.line ?? template.firstLine, template]))
  const planted = findings
    .filter(({ kind }) => kind === 'instruction')
    .flatMap((finding) => byLine.get(firstLineOf(finding)) ?? [])
  if (planted.length === 0) return [...findings]
  return findings.map((finding) => {
    const own = byLine.get(firstLineOf(finding))
    const silenced =
      finding.kind !== 'instruction' &&
      own !== undefined &&
      planted.some((other) => isBeside(own, other) && (finding.kind !== 'fault' || arguesFor(other, finding)))
    return silenced ? asInstruction(finding) : finding
  })
}

function isBeside(own: Template, other: Template): boolean {
  return (
    own.id !== other.id &&
    own.component === other.component &&
    own.count <= other.count * 2 &&
    Math.abs(own.firstLine - other.firstLine) <= REACH &&
    Math.abs(own.lastLine - other.lastLine) <= REACH
  )
}

/** The instruction names the kind of thing that the fault is about, or uses its words. */
function arguesFor({ samples }: Template, { fault }: DraftFinding): boolean {
  const text = samples.map(({ body }) => instructingPart(body.slice(0, 1000))).join(' ')
  if (fault === undefined || readFault(text)?.resource === fault.resource) return true
  const words = new Set(contentWords(text).map(stem))
  return contentWords(fault.cause ?? '').some((word) => words.has(stem(word)))
}

/** The words, else the quoted parts, that instruct by themselves: a program's message around a name argues for nothing. */
function instructingPart(text: string): string {
  for (const separator of [/\s+/, /["`]/]) {
    const parts = text.split(separator).filter((part) => part.length >= SENTENCE && isInstruction(part))
    if (parts.length > 0) return parts.join(' ')
  }
  return text
}

/** Characters; no order with its argument is shorter, even written in one word. */
const SENTENCE = 15

function firstLineOf({ places }: DraftFinding): number {
  return places[0]?.line ?? 0
}
