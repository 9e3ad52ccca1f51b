import type { Finding } from '@faultmaven/contracts'
import { modeWords } from '../grammar/fault-words.ts'
import { isKnownMechanism } from '../grammar/mechanism.ts'
import { bestFirst } from './evidence.ts'
import { contentWords } from '../question/content-words.ts'

/** A possible cause: findings of one mechanism, best first. */
export type Candidate = {
  readonly key: string
  /** Its key and those of the candidates merged into it. */
  readonly keys: readonly string[]
  readonly mechanism: string
  readonly resource: string
  readonly mode: string
  readonly entity?: string
  readonly findings: readonly Finding[]
  /** The best of them. */
  readonly main: Finding
}

const CAUSAL_KINDS = new Set<Finding['kind']>(['fault', 'state', 'reference', 'change', 'series', 'burst', 'silence'])
const VAGUE_MODES = new Set(['failed', 'unhealthy', 'changed', 'starting', 'restarting', 'overloaded', 'dropped'])
const SAME_FACT = 0.6

/** Findings grouped to candidates, best first. Instructions, good news and what has no fault are left out. */
export function groupCandidates(findings: readonly Finding[]): Candidate[] {
  const groups = new Map<string, Finding[]>()
  const useful = findings.filter((finding) => CAUSAL_KINDS.has(finding.kind) && finding.fault !== undefined)
  for (const finding of bestFirst(useful)) {
    const key = keyOf(finding)
    const group = groups.get(key)
    if (group) group.push(finding)
    else groups.set(key, [finding])
  }
  return mergeSameFacts([...groups].flatMap(([key, group]) => candidateOf(key, group)))
}

export function isVague(mode: string): boolean {
  return VAGUE_MODES.has(mode)
}

/** Nothing that could be a cause by itself. A fatal error is one even when its words say little: the process ended over it. */
export function saysLittle({ mode, main }: Pick<Candidate, 'mode' | 'main'>): boolean {
  return isVague(mode) && main.severity !== 'fatal'
}

/** Of what may stand behind a cause the one to name: whose work it is says more than what that waits for. */
export function leadingDriver(drivers: readonly Candidate[]): Candidate | undefined {
  return drivers.find(({ resource }) => resource === 'query') ?? drivers[0]
}

/** Says exactly what is wrong: the words alone distinguish it from other causes. */
export function isSpecific({ resource, mode }: Pick<Candidate, 'resource' | 'mode'>): boolean {
  return isKnownMechanism(`${resource}/${mode}`) || (modeWords(mode)?.weight ?? 0) >= 3
}

/** One cause a mechanism; where a mechanism says little, or names of things are the point, one a thing. */
function keyOf({ kind, fault, title }: Finding): string {
  const mechanism = fault?.mechanism ?? ''
  if (kind === 'reference' || kind === 'change') return `${mechanism}|${fault?.entity ?? title}`
  if (isVague(fault?.mode ?? '') || !isKnownMechanism(mechanism))
    return `${mechanism}|${contentWords(fault?.cause ?? title)
      .slice(0, 6)
      .join(' ')}`
  return mechanism
}

function candidateOf(key: string, findings: readonly Finding[]): Candidate | [] {
  const main = findings[0]
  if (!main) return []
  const { fault } = main
  const entity = findings.find((finding) => finding.fault?.entity !== undefined)?.fault?.entity
  return {
    key,
    keys: [key],
    mechanism: fault?.mechanism ?? '',
    resource: fault?.resource ?? '',
    mode: fault?.mode ?? '',
    ...(entity !== undefined && { entity }),
    findings,
    main,
  }
}

/** The same fact told by a log line and by a field of an object is one candidate: the better one takes the other's findings. */
function mergeSameFacts(candidates: readonly Candidate[]): Candidate[] {
  const kept: { candidate: Candidate; readonly words: ReadonlySet<string> }[] = []
  for (const candidate of candidates) {
    const words = wordsOf(candidate)
    const same = kept.find((other) => overlap(other.words, words) > SAME_FACT)
    if (same) same.candidate = merged(same.candidate, candidate)
    else kept.push({ candidate, words })
  }
  return kept.map(({ candidate }) => candidate)
}

function merged(better: Candidate, other: Candidate): Candidate {
  return { ...better, keys: [...better.keys, ...other.keys], findings: [...better.findings, ...other.findings] }
}

/** Share of the words of a finding that a better one has, too. */
function overlap(better: ReadonlySet<string>, words: ReadonlySet<string>): number {
  if (words.size < 3) return 0
  let both = 0
  for (const word of words) if (better.has(word)) both += 1
  return both / words.size
}

function wordsOf({ main }: Candidate): ReadonlySet<string> {
  return new Set(contentWords(`${main.fault?.cause ?? ''} ${main.fault?.entity ?? ''}`))
}
