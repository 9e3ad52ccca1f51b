import type { Fault } from '@faultmaven/contracts'
import type { DraftFinding, DraftPredicate } from '../draft.ts'
import { modeWords } from '../grammar/fault-words.ts'
import { isCommandEcho } from '../grammar/command-echo.ts'
import { endsOnPurpose, readHealth } from '../grammar/health-words.ts'
import { isInstruction } from '../grammar/instruction.ts'
import { isKernelFrame } from '../grammar/kernel-frame.ts'
import { mechanismOf } from '../grammar/mechanism.ts'
import { type FaultReading, readFault } from '../grammar/read-fault.ts'
import { readStack } from '../grammar/stack-trace.ts'
import { clip } from '../composition/clip.ts'
import { asInstruction } from './hearsay.ts'
import { keyPhrase } from '../composition/key-phrase.ts'
import { detailsOf } from './details.ts'
import type { Message } from './message.ts'
import { scoreMessage } from './score-message.ts'

const DETAIL = /^\s*(?:detail|context|hint|reason|error|cause)\b/i
const INNER_BONUS = 1
const MIN_LITERAL = 8
const HEALTH_SCORES = { 'by-design': 0.9, recovered: 0.7, healthy: 0.4 } as const

/**
 * What a message says, as a finding: a fault, good news, or an attempt to instruct whoever reads it.
 * `undefined` for everything else, which is most of a log.
 */
export function findingOfMessage(message: Message, { signatures }: { signatures: boolean }): DraftFinding | undefined {
  if ([...message.instances, ...message.continuation].some(isInstruction)) return asInstruction(common(message))
  if (isCommandEcho(message.text) || isKernelFrame(message.text)) return undefined
  const reading = readMessage(message, signatures)
  const score = scoreMessage(message, reading)
  if (score === 0 || endsOnPurpose(message.text)) return healthFinding(message)
  return {
    ...common(message),
    predicates: predicatesOf(message, reading),
    kind: 'fault',
    title: titleOf(reading, message),
    score,
    entities: entitiesOf(message, reading),
    fault: faultOf(reading, message),
    details: detailsOf(message, reading),
  }
}

/**
 * The innermost cause of a stack trace counts for more than the message that wraps it; "Traceback" or "unhandled" alone say only
 * that there is one. Detail lines of the record are read together with it.
 */
function readMessage(message: Message, signatures: boolean): FaultReading | undefined {
  const outer = readFault(message.text, { signatures })
  const { cause, site } = readStack(message.continuation)
  const details = message.continuation.filter((line) => DETAIL.test(line)).join(': ')
  const inner = cause === undefined ? undefined : readFault(site === undefined ? cause : `${site}: ${cause}`, { signatures })
  const detailed = details === '' ? undefined : readFault(`${message.text}: ${details}`, { signatures })
  const candidates = [inner && { ...inner, strength: inner.strength + INNER_BONUS }, outer, detailed].filter(
    (reading) => reading !== undefined,
  )
  return candidates.toSorted((a, b) => b.strength - a.strength)[0]
}

function common(message: Message) {
  return {
    sourceName: message.sourceName,
    check: message.check,
    ...(message.severity && { severity: message.severity }),
    count: message.count,
    ...(message.interval && { interval: message.interval }),
    places: message.places,
    predicates: message.predicates,
  }
}

/**
 * What is quoted must stand at the line cited: a cause from the continuation lines is looked for by its own words, and quoted from there
 * as far outwards as the line has it.
 */
function predicatesOf(
  { text, continuation, ownContinuation = 0, predicates, places }: Message,
  reading: FaultReading | undefined,
): readonly DraftPredicate[] {
  const parts = reading?.clause.split(': ') ?? []
  const cause = parts.at(-1) ?? ''
  const first = places[0]
  const at = continuation.findIndex((line) => line.includes(cause))
  if (first === undefined || cause.length < MIN_LITERAL || text.includes(cause) || at < 0) return predicates
  const line = at < ownContinuation ? first.line + at + 1 : first.line
  const said = parts.map((_, index) => parts.slice(index).join(': ')).find((tail) => continuation[at]?.includes(tail)) ?? cause
  return [{ name: 'present', literals: [said], lines: [line] }, ...predicates.filter(({ name }) => name === 'count')]
}

function healthFinding(message: Message): DraftFinding | undefined {
  const health = readHealth(message.text)
  if (!health) return undefined
  // An error is no good news, unless it says itself that it was meant.
  if (!endsOnPurpose(message.text) && (message.severity === 'error' || message.severity === 'fatal')) return undefined
  return {
    ...common(message),
    kind: 'healthy',
    title: around(message.text, health.index),
    score: HEALTH_SCORES[health.kind],
    entities: message.speaker ? [message.speaker] : [],
    details: [health.kind],
    check: 'good-news',
  }
}

/** The good news with at most some words before it. */
function around(text: string, index: number): string {
  const start = index <= 60 ? 0 : text.indexOf(' ', index - 60) + 1
  return clip(`${start > 0 ? '…' : ''}${text.slice(start)}`, 120)
}

function titleOf(reading: FaultReading | undefined, message: Message): string {
  const title = reading?.signature ? fillTitle(reading) : plainTitle(reading, message.text)
  const entity = stableEntity(message, reading)
  // A signature that names no entity was not written with one in mind: the grammar's guess would be beside the point.
  const fits = reading?.signature === undefined || reading.signature.entity !== undefined
  return clip(entity && fits && !title.includes(entity) ? `${title}: ${entity}` : title, 180)
}

/** Where nobody named the pair of resource and mode, what was tried says more: "Failed to retrieve sessions: time-out". */
function plainTitle(reading: FaultReading | undefined, text: string): string {
  if (reading === undefined) return capitalize(keyPhrase(text, 100))
  const { title, known } = mechanismOf(reading.mechanism)
  if (reading.mechanism === 'process/null') return MISSING.find(([words]) => words.test(reading.clause))?.[1] ?? title
  if (known) return title
  if (reading.operation === undefined) return capitalize(keyPhrase(reading.clause, 100))
  const noun = (modeWords(reading.mode)?.noun ?? 'Failure of').replace(/ \w{2,4}$/, '').toLowerCase()
  return reading.mode === 'failed' ? `Failed to ${reading.operation}` : `Failed to ${reading.operation}: ${noun}`
}

/** What of a value is not there, by the names that languages have for it. @see https://docs.python.org/3/library/exceptions.html */
const MISSING: readonly (readonly [RegExp, string])[] = [
  [/\bkey ?error|\bno ?such ?element|\bkey ?not ?found/i, 'The code asks for a key that is not there'],
  [/\battribute ?error(?!.*none ?type)/i, 'The code asks for an attribute that is not there'],
  [/\bis not a function\b/i, 'The code calls what is no function'],
]

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function fillTitle({ signature, entity }: FaultReading): string {
  const values: Readonly<Record<string, string | undefined>> = {
    entity: signature?.entity ?? entity,
    value: signature?.value,
    cause: signature?.cause,
  }
  return (signature?.signature.title ?? '').replaceAll(/\{(entity|value|cause)\}/g, (_, name: string) => values[name] ?? 'it')
}

function faultOf(reading: FaultReading | undefined, message: Message): Fault {
  const entity = stableEntity(message, reading)
  return {
    resource: reading?.resource ?? 'process',
    mode: reading?.mode ?? 'failed',
    mechanism: reading?.mechanism ?? 'process/failed',
    ...(entity !== undefined && { entity }),
    ...(reading?.operation !== undefined && { operation: clip(reading.operation, 80) }),
    cause: clip(reading?.clause ?? message.text, 220),
    ...(reading?.magnitude && { magnitude: reading.magnitude }),
    blames: reading?.blames ?? 'unknown',
    vocabulary: [...(reading?.vocabulary ?? [])],
    ...(reading?.signature && { signatureId: reading.signature.signature.id }),
  }
}

/** An entity counts only when most instances of the message name it: else it is a parameter such as a request id. */
function stableEntity(message: Message, reading: FaultReading | undefined): string | undefined {
  const entity = reading?.entity
  if (entity === undefined || message.continuation.some((line) => line.includes(entity))) return entity
  const naming = message.instances.filter((instance) => instance.includes(entity)).length
  return naming >= message.instances.length * 0.7 ? entity : undefined
}

function entitiesOf(message: Message, reading: FaultReading | undefined): string[] {
  const entities = [stableEntity(message, reading), message.speaker].filter((entity) => entity !== undefined)
  return [...new Set(entities)]
}
