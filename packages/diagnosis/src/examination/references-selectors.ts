import type { DraftFinding } from '../draft.ts'
import type { ObjectIndex } from './references-index.ts'
import type { Labels } from './references-labels.ts'
import { nodeAt, textMap, type Found, type NamedObject } from './references-objects.ts'
import { draftOf, plainFault, type Proof } from './structure-draft.ts'

/** Where each kind keeps the labels it looks for, and what it looks for them on. */
const SELECTORS: readonly (readonly [kind: string, path: readonly string[], target: 'pods' | 'Service' | 'own'])[] = [
  ['Service', ['spec', 'selector'], 'pods'],
  ['Deployment', ['spec', 'selector', 'matchLabels'], 'own'],
  ['StatefulSet', ['spec', 'selector', 'matchLabels'], 'own'],
  ['DaemonSet', ['spec', 'selector', 'matchLabels'], 'own'],
  ['ReplicaSet', ['spec', 'selector', 'matchLabels'], 'own'],
  ['PodDisruptionBudget', ['spec', 'selector', 'matchLabels'], 'pods'],
  ['NetworkPolicy', ['spec', 'podSelector', 'matchLabels'], 'pods'],
  ['PodMonitor', ['spec', 'selector', 'matchLabels'], 'pods'],
  ['ServiceMonitor', ['spec', 'selector', 'matchLabels'], 'Service'],
]

/** Among more objects than these the nearest one is not looked for. */
const MAX_COMPARED = 300

/** Selectors that match no labels although objects of the selected kind are in the evidence. */
export function findSelectorMismatches(objects: readonly NamedObject[], index: ObjectIndex): DraftFinding[] {
  return objects.flatMap((object) => {
    const [, path, target] = SELECTORS.find(([kind]) => kind === object.kind) ?? []
    const selector = path && nodeAt(object, ...path)
    const wanted = textMap(selector?.node)
    if (!selector || !target || wanted.size === 0) return []
    if (target === 'own') {
      const isMet = [...wanted].every(([key, value]) => object.podLabels.get(key) === value)
      const near = [{ candidate: object, labels: object.podLabels }]
      return isMet || object.podLabels.size === 0 ? [] : (mismatch(object, { selector, wanted, candidates: near, target }) ?? [])
    }
    const among = target === 'pods' ? index.pods : index.services
    if (among.select(wanted, object.namespace).length > 0) return []
    const candidates = among.select(new Map(), object.namespace).slice(0, MAX_COMPARED)
    const labelled = candidates.map((candidate) => ({ candidate, labels: among.labelsOf(candidate) }))
    return mismatch(object, { selector, wanted, candidates: labelled, target }) ?? []
  })
}

type Miss = {
  selector: Found
  wanted: Labels
  candidates: readonly { readonly candidate: NamedObject; readonly labels: Labels }[]
  target: 'pods' | 'Service' | 'own'
}

/** Told only against the object that comes nearest: one that shares a label's key, or the selector's own name. */
function mismatch(object: NamedObject, { selector, wanted, candidates, target }: Miss): DraftFinding | undefined {
  const scored = candidates
    .map(({ candidate, labels }) => ({ candidate, labels, near: nearness(object, candidate, wanted, labels) }))
    .sort((a, b) => b.near - a.near)
  const [best] = scored
  if (!best || best.near === 0) return undefined
  const { labels } = best
  const [key, value] = [...wanted].find(([name, text]) => labels.get(name) !== text) ?? ['', '']
  const theirs = labels.get(key)
  const what = target === 'Service' ? 'service' : 'pod'
  const proofs: Proof[] = [
    {
      pointer: `${selector.pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      node: selector.node.kind === 'map' ? selector.node.entries.get(key) : undefined,
    },
  ]
  const same = best.candidate.sourceName === object.sourceName ? labelProof(best.candidate, target, key) : []
  return draftOf({
    sourceName: object.sourceName,
    kind: 'reference',
    check: 'selectors',
    title: `The selector of ${object.kind} ${object.name} matches no ${what}: it wants ${key}=${value}, ${best.candidate.kind} ${best.candidate.name} has ${theirs === undefined ? `no label ${key}` : `${key}=${theirs}`}`,
    score: target === 'own' ? 0.8 : best.near >= 2 ? 0.78 : 0.5,
    severity: 'error',
    proofs: [...proofs, ...same],
    entities: [object.name, best.candidate.name],
    fault: plainFault('selector', 'mismatched', { entity: object.name }),
    details: [`wanted: ${pairs(wanted)}`, `labels of ${best.candidate.name}: ${pairs(labels)}`],
  })
}

const pairs = (map: ReadonlyMap<string, string>) =>
  [...map]
    .map(([key, value]) => `${key}=${value}`)
    .slice(0, 5)
    .join(', ')

function nearness(
  object: NamedObject,
  candidate: NamedObject,
  wanted: ReadonlyMap<string, string>,
  labels: ReadonlyMap<string, string>,
): number {
  const shared = [...wanted].filter(([key, value]) => labels.get(key) === value).length
  const keys = [...wanted.keys()].filter((key) => labels.has(key)).length
  const stem = (name: string) => name.replace(/-(?:svc|service|monitor|pdb|netpol|policy|deployment|deploy)$/, '')
  const akin =
    object === candidate ||
    stem(object.name) === stem(candidate.name) ||
    candidate.name.startsWith(stem(object.name)) ||
    object.name.startsWith(stem(candidate.name))
  return shared * 2 + (akin ? 2 : 0) + (keys > 0 ? 0.5 : 0)
}

function labelProof(candidate: NamedObject, target: string, key: string): Proof[] {
  const path =
    target === 'Service' || candidate.kind === 'Pod'
      ? ['metadata', 'labels', key]
      : ['spec', 'template', 'metadata', 'labels', key]
  const found = nodeAt(candidate, ...path)
  return found ? [found] : []
}
