import { matchSignature } from '../signatures/match-signature.ts'
import type { SignatureMatch } from '../signatures/match-signature.ts'
import { type RecognisedCode, recogniseCodes } from '../vocabularies/recognise-codes.ts'
import type { Blame } from '../vocabularies/vocabulary.ts'
import { readCalledObject } from './entity.ts'
import { readErrorChain } from './error-chain.ts'
import { MODES, type ModeWords, modeWords, RESOURCES } from './fault-words.ts'
import { type Magnitude, readMagnitude } from './magnitude.ts'
import { isKnownMechanism } from './mechanism.ts'
import { isMissingSocket } from './missing-socket.ts'
import { isDenied } from './negation.ts'
import { normalizeMessage } from './normalize-message.ts'
import { splitIdentifiers } from './split-identifiers.ts'
import { tellingClause } from './telling-clause.ts'
import { withoutUnsetName } from './unset-setting.ts'

/** A fault that a message reports. */
export type FaultReading = {
  readonly resource: string
  readonly mode: string
  /** `<resource>/<mode>`. */
  readonly mechanism: string
  /** How exactly the words say what is wrong: 1.5 only that something is, 4 and more the very mechanism. */
  readonly strength: number
  readonly entity?: string
  /** "pull image": what was tried. */
  readonly operation?: string
  /** Innermost clause of the error chain, when there is more than one. */
  readonly cause?: string
  readonly magnitude?: Magnitude
  readonly blames: Blame
  /** `errno/ENOSPC`, … */
  readonly vocabulary: readonly string[]
  readonly signature?: SignatureMatch
  /** The clause that carries the fault: what to quote. */
  readonly clause: string
}

type Sighting = {
  readonly resource: string
  readonly mode: string
  readonly strength: number
  readonly clause: string
  readonly rank: number
  readonly blames?: Blame
}

const GENERIC_RESOURCES = new Set([
  'process',
  'container',
  'connection',
  'node',
  'job',
  'config',
  'database',
  'upstream',
  'network',
  'cluster',
  'schema',
  'message',
  'session',
  'cache',
])
/** Added to the innermost clause, less to those around it: the cause wins over its wrappers, but not over a far more exact wrapper. */
const DEPTH_BONUS = 1.2
const KNOWN_BONUS = 1.2
/** Words in a path are names: `/proc/sys/kernel/hung_task_timeout_secs` is not hung. */
const PATHS = /(?:\/[\w.@+-]{1,80}){2,12}/g
/** Used up are the tries, not what was tried: that each of them failed is all that this says. */
const TRIES_USED_UP =
  /\b(?:(?:reach|hit|exceed|exhaust)(?:ed|s|ing)? (?:[\w-]{1,20} ){0,4}retr(?:y|ies)(?: (?:[\w-]{1,20} ){0,2}(?:limit|budget))?|retr(?:y|ies) (?:limit |budget )?(?:(?:was|were|is|are|has been|have been) )?(?:reached|exceeded|exhausted|depleted|used up))\b/gi
/** A clause that tells the reader what to look at reports nothing itself. */
const CHECK_THIS =
  /^(?:please |also |then )?(?:check|ensure|make sure|verify|consider|try|see|use|refer to|you (?:can|should|may)|more details)\b/i

/**
 * Reads the fault that a message of any technology reports: which resource, in which way, of which thing.
 * `undefined` when the words report none, deny it ("0 errors") or only name a setting ("error_log").
 * Standard codes and the clauses of an error chain are weighed together; signatures add technology-specific knowledge.
 */
export function readFault(message: string, { signatures = true }: { signatures?: boolean } = {}): FaultReading | undefined {
  const text = normalizeMessage(message)
  const chain = readErrorChain(text)
  const codes = recogniseCodes(text).filter(
    ({ index, length }) =>
      !isDenied(text, index, length) && !CHECK_THIS.test(clauseAround(chain.clauses, text.slice(index, index + length), text)),
  )
  const signature = signatures ? matchSignature(text) : undefined
  const sightings = [...readClauses(chain.clauses, text), ...codes.map((code) => readCode(code, text, chain.clauses))]
  const best = sightings.toSorted((a, b) => b.rank - a.rank)[0]
  if (!best && !signature) return undefined
  const core = signature ? clauseAround(chain.clauses, signature.text, text) : (best?.clause ?? text)
  const { clause, entity: named } = tellingClause(chain.clauses, core)
  const { resource, mode, blames } = signature?.signature ?? (isMissingSocket(text) ? nobodyListens(text) : pairOf(best, text))
  const entity = signature?.entity ?? readCalledObject(text) ?? named
  const magnitude = readMagnitude(clause) ?? readMagnitude(text)
  const cause = signature?.cause ?? (chain.clauses.length > 1 ? chain.clauses.at(-1) : undefined)
  return {
    resource,
    mode,
    mechanism: `${resource}/${mode}`,
    strength: Math.max(best?.strength ?? 0, signature ? 2 + signature.signature.weight : 0),
    ...(entity !== undefined && { entity }),
    ...(chain.operation && { operation: `${chain.operation} ${chain.object ?? ''}`.trim() }),
    ...(cause !== undefined && { cause }),
    ...(magnitude && { magnitude }),
    blames: blames ?? blameOf(mode),
    vocabulary: codes.map((code) => code.reference),
    ...(signature && { signature }),
    clause,
  }
}

type Pair = { readonly resource: string; readonly mode: string; readonly blames?: Blame | undefined }

function pairOf(best: Sighting | undefined, text: string): Pair {
  const { resource, mode, blames } = best ?? { resource: 'process', mode: 'failed' }
  return { resource: refined(resource, mode, text), mode, blames }
}

function nobodyListens(text: string): Pair {
  const called = resourcesIn(text).find((resource) => resource === 'upstream' || resource === 'database')
  return { resource: called ?? 'connection', mode: 'refused' }
}

function readClauses(clauses: readonly string[], text: string): Sighting[] {
  const everywhere = resourcesIn(text)
  return clauses.flatMap((clause, index) => {
    if (CHECK_THIS.test(clause)) return []
    const plain = withoutUnsetName(clause).replaceAll(PATHS, '/…').replaceAll(TRIES_USED_UP, 'gave up')
    const words = `${plain} ${splitIdentifiers(plain)}`
    const modes = MODES.filter((mode) => holds(mode, words))
    return modes.length === 0 ? [] : [bestPair(modes, resourcesIn(clause), everywhere, clause, depthBonus(index, clauses.length))]
  })
}

function depthBonus(index: number, clauses: number): number {
  return clauses < 2 ? 0 : (DEPTH_BONUS * Math.max(0, index)) / (clauses - 1)
}

function holds(mode: ModeWords, words: string): boolean {
  for (const match of words.matchAll(mode.pattern)) if (!isDenied(words, match.index, match[0].length)) return true
  return false
}

/** The pair of a mode and a resource that fits best: same clause before the rest of the message, catalogued before made up. */
function bestPair(
  modes: readonly ModeWords[],
  here: readonly string[],
  everywhere: readonly string[],
  clause: string,
  depth: number,
): Sighting {
  const strongest = Math.max(...modes.map((mode) => mode.weight))
  const elsewhere = everywhere.filter((resource) => !here.includes(resource))
  const resources = [...here, ...elsewhere]
  let best: Sighting | undefined
  for (const mode of modes.filter((candidate) => candidate.weight >= strongest - 1)) {
    for (const [order, resource] of (resources.length > 0 ? resources : ['process']).entries()) {
      const known = isKnownMechanism(`${resource}/${mode.id}`) ? KNOWN_BONUS : 0
      const far = here.includes(resource) ? 0 : 0.25
      const generic = GENERIC_RESOURCES.has(resource) ? 0.4 : 0
      const strength = mode.weight + (known > 0 ? 0.8 : 0)
      const rank = mode.weight + known + depth - order * 0.08 - far - generic
      if (!best || rank > best.rank) best = { resource, mode: mode.id, strength, clause, rank }
    }
  }
  return best ?? { resource: 'process', mode: 'failed', strength: 1, clause, rank: 0 }
}

function readCode(code: RecognisedCode, text: string, clauses: readonly string[]): Sighting {
  const { resource, mode, everyday, blames } = code.entry
  // A code for "it failed" is no more exact than these words are.
  const weight = everyday ? 1 : Math.min(3.3, (modeWords(mode)?.weight ?? 0) + 1)
  const generic = resourcesIn(text).find(
    (candidate) => isKnownMechanism(`${candidate}/${mode}`) && !GENERIC_RESOURCES.has(candidate),
  )
  const chosen = GENERIC_RESOURCES.has(resource) && generic ? generic : resource
  const clause = clauseAround(clauses, text.slice(code.index, code.index + code.length), text)
  const depth = depthBonus(clauses.indexOf(clause), clauses.length)
  const rank = weight + (isKnownMechanism(`${chosen}/${mode}`) && !everyday ? KNOWN_BONUS : 0) + depth
  return {
    resource: chosen,
    mode,
    strength: everyday ? 1.5 : Math.max(weight, modeWords(mode)?.weight ?? 0) + 0.6,
    clause,
    rank,
    blames,
  }
}

/** A wider resource gives way to a kind of it that the message names as well: memory to the heap, a connection to the pool. */
function refined(resource: string, mode: string, text: string): string {
  const finer = RESOURCES.find(
    (other) => other.refines === resource && isKnownMechanism(`${other.id}/${mode}`) && other.pattern.test(text),
  )
  return finer?.id ?? resource
}

/** Quoted names say nothing of what kind of thing they name: a secret "web-tls" is no certificate. */
function resourcesIn(text: string): string[] {
  const bare = withoutUnsetName(text).replaceAll(/(["'`])[^\s"'`]{1,80}\1/g, '""')
  const words = `${bare} ${splitIdentifiers(bare)}`
  return RESOURCES.filter((resource) => resource.pattern.test(words)).map((resource) => resource.id)
}

function clauseAround(clauses: readonly string[], part: string, text: string): string {
  return clauses.findLast((clause) => clause.includes(part)) ?? (part.length > 12 ? part : text)
}

/** Whom the words blame when no code says so: "A cannot reach B" blames B. */
function blameOf(mode: string): Blame {
  if (['refused', 'timed-out', 'unreachable', 'lost', 'slow', 'starting'].includes(mode)) return 'callee'
  if (['exhausted', 'corrupt', 'killed', 'leaking', 'hung', 'read-only'].includes(mode)) return 'resource'
  if (['not-found', 'invalid', 'mismatched', 'denied', 'expired', 'untrusted', 'unschedulable'].includes(mode))
    return 'configuration'
  return 'unknown'
}
