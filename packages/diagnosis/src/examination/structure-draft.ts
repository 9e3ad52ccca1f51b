import type { Fault } from '@faultmaven/contracts'
import type { TreeNode } from '@faultmaven/config'
import { clip } from '../composition/clip.ts'
import type { DraftFinding, DraftPlace, DraftPredicate } from '../draft.ts'
import { RESOURCES } from '../grammar/fault-words.ts'
import { isKnownMechanism } from '../grammar/mechanism.ts'
import { readFault } from '../grammar/read-fault.ts'
import { splitIdentifiers } from '../grammar/split-identifiers.ts'

export type ExamineStructureOptions = { readonly signatures?: boolean }

/** A scalar of a tree and its pointer, to be cited and re-read. */
export type Proof = { readonly pointer: string; readonly node: TreeNode | undefined }

/** What all findings of this folder have in common, given once. */
export type StateDraft = {
  readonly sourceName: string
  readonly kind: DraftFinding['kind']
  readonly check: string
  readonly title: string
  readonly score: number
  readonly proofs: readonly Proof[]
  readonly entities: readonly (string | undefined)[]
  readonly details?: readonly string[]
  readonly fault?: Fault
  readonly severity?: DraftFinding['severity']
  readonly count?: number
  readonly at?: string
}

/** Builds a finding whose predicates say that the proving scalars hold what they hold. */
export function draftOf({
  sourceName,
  kind,
  check,
  title,
  score,
  proofs,
  entities,
  details = [],
  fault,
  severity,
  count = 1,
  at,
}: StateDraft): DraftFinding {
  const cited = proofs.flatMap(({ node, pointer }): DraftPlace[] => (node ? [{ line: node.line, pointer }] : []))
  const places = cited.filter((place, index) => cited.findIndex((other) => other.line === place.line) === index)
  return {
    sourceName,
    kind,
    check,
    title: clip(title, 200),
    score: Math.max(0, Math.min(1, score)),
    ...(severity && { severity }),
    count,
    ...(at !== undefined && { interval: { from: at, to: at } }),
    entities: [...new Set(entities.filter((entity) => entity !== undefined))],
    ...(fault && { fault }),
    details: details.filter((detail) => detail !== '').map((detail) => clip(detail, 200)),
    places: places.slice(0, 20),
    predicates: proofs
      .flatMap(({ node, pointer }): DraftPredicate[] =>
        node?.kind === 'scalar' ? [{ name: 'configured', pointer, comparison: '=', value: node.value }] : [],
      )
      .slice(0, 6),
  }
}

export type FaultHint = {
  /** What the state itself says: reason and message. */
  readonly text: string
  /** Kind, key and name of the thing, for the resource. */
  readonly about: string
  /** The mode when the text names none. */
  readonly mode: string
  readonly entity?: string
  readonly signatures?: boolean
}

/** Strength from which the words of a message count for more than the bare state. */
const TELLING = 2.5

/** The fault that a state reports: by its message where that is telling, else by what the thing is and the state's own word. */
export function stateFault({ text, about, mode, entity, signatures = true }: FaultHint): { fault: Fault; strength: number } {
  const reading = readFault(text, { signatures })
  const telling = reading !== undefined && reading.strength >= TELLING
  const chosen = telling ? reading.mode : mode
  const thingKind = resourceOf(about)
  // "NotReady" of a node is the node's own state: words that name no resource leave it to the thing.
  const isVague = telling && reading.resource === 'process' && isKnownMechanism(`${thingKind}/${chosen}`)
  const resource = telling && !isVague ? reading.resource : thingKind
  const thing = telling ? (reading.entity ?? entity) : entity
  return {
    strength: telling ? reading.strength : 0,
    fault: {
      resource,
      mode: chosen,
      mechanism: `${resource}/${chosen}`,
      ...(thing !== undefined && { entity: thing }),
      ...(reading?.operation !== undefined && { operation: clip(reading.operation, 80) }),
      ...(text !== '' && { cause: clip(telling ? reading.clause : text, 220) }),
      ...(reading?.magnitude && { magnitude: reading.magnitude }),
      blames: reading?.blames ?? 'resource',
      vocabulary: [...(reading?.vocabulary ?? [])],
      ...(reading?.signature && { signatureId: reading.signature.signature.id }),
    },
  }
}

/** A fault stated outright. */
export function plainFault(resource: string, mode: string, rest: Partial<Fault> = {}): Fault {
  return { resource, mode, mechanism: `${resource}/${mode}`, blames: 'configuration', vocabulary: [], ...rest }
}

const KINDS = new Map([
  ['pod', 'container'],
  ['deployment', 'deployment'],
  ['replicaset', 'deployment'],
  ['statefulset', 'deployment'],
  ['daemonset', 'deployment'],
  ['job', 'job'],
  ['cronjob', 'job'],
  ['node', 'node'],
  ['service', 'upstream'],
  ['ingress', 'upstream'],
  ['persistentvolumeclaim', 'volume'],
  ['persistentvolume', 'volume'],
  ['certificate', 'certificate'],
  ['horizontalpodautoscaler', 'deployment'],
  ['resourcequota', 'quota'],
])

/** The grammar's resource that words speak of: kinds by table, anything else by the words themselves. */
export function resourceOf(about: string): string {
  const first = about.split(/\s/, 1)[0]?.toLowerCase().replace(/s$/, '') ?? ''
  const known = KINDS.get(first)
  if (known) return known
  const words = `${about} ${splitIdentifiers(about)}`.replaceAll('_', ' ')
  const named = RESOURCES.find((resource) => resource.pattern.test(words))?.id
  return named ?? about.split(/\s+/).flatMap((word) => KINDS.get(word.toLowerCase()) ?? [])[0] ?? 'process'
}

/** Most telling first, one for each title. */
export function distinct(findings: readonly DraftFinding[]): DraftFinding[] {
  const best = new Map<string, DraftFinding>()
  for (const finding of findings) {
    const before = best.get(finding.title)
    if (!before || before.score < finding.score) best.set(finding.title, finding)
  }
  return [...best.values()].sort(compareDrafts)
}

/** Best first; of equals what stands first, then by title, so that the order never depends on how findings were made. */
export function compareDrafts(a: DraftFinding, b: DraftFinding): number {
  return (
    b.score - a.score ||
    (a.places[0]?.line ?? 0) - (b.places[0]?.line ?? 0) ||
    (a.title < b.title ? -1 : a.title > b.title ? 1 : 0)
  )
}
