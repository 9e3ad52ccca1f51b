import type { DraftFinding } from '../draft.ts'
import type { ObjectIndex } from './references-index.ts'
import { nodeAt, textMap, textOf, type Found, type NamedObject } from './references-objects.ts'
import { draftOf, plainFault, type Proof } from './structure-draft.ts'

type Direction = 'ingress' | 'egress'

/** What a network policy cuts off: a direction without any rule, peers whose labels no workload of the evidence has, ports not opened. */
export function findPolicyBlocks(objects: readonly NamedObject[], index: ObjectIndex): DraftFinding[] {
  return objects
    .filter((object) => object.kind === 'NetworkPolicy')
    .flatMap((policy) => (['ingress', 'egress'] as const).flatMap((direction) => blocksOf(policy, direction, index)))
}

function blocksOf(policy: NamedObject, direction: Direction, objects: ObjectIndex): DraftFinding[] {
  const rules = nodeAt(policy, 'spec', direction)
  const types = nodeAt(policy, 'spec', 'policyTypes')
  const stated = types?.node.kind === 'list' ? types.node.items.map((item) => textOf(item)?.toLowerCase()) : undefined
  const applies = stated ? stated.includes(direction) : direction === 'ingress' || rules !== undefined
  if (!applies) return []
  const list = rules?.node.kind === 'list' ? rules.node.items : []
  const selector = textMap(nodeAt(policy, 'spec', 'podSelector', 'matchLabels')?.node)
  const whom = selector.size === 0 ? 'all pods' : `pods with ${pairs(selector)}`
  if (list.length === 0) {
    const proof = rules ?? nodeAt(policy, 'spec', 'policyTypes', stated?.indexOf(direction) ?? 0) ?? nodeAt(policy, 'spec')
    return proof
      ? [
          block(policy, {
            title: `NetworkPolicy ${policy.name} denies all ${direction} traffic of ${whom}`,
            score: selector.size === 0 ? 0.56 : 0.6,
            proofs: [proof],
          }),
        ]
      : []
  }
  const selected = objects.pods.select(selector, policy.namespace)
  return list.flatMap((_, index) => ruleBlocks(policy, { direction, index, whom, objects, selected }))
}

type Rule = {
  direction: Direction
  index: number
  whom: string
  objects: ObjectIndex
  selected: readonly NamedObject[]
}

function ruleBlocks(policy: NamedObject, { direction, index, whom, objects, selected }: Rule): DraftFinding[] {
  const peers = itemsOf(policy, ['spec', direction, index, direction === 'ingress' ? 'from' : 'to'])
  const strangers = peers.flatMap((peer) => {
    const found = nodeAt(policy, ...peer.path, 'podSelector', 'matchLabels')
    const labels = textMap(found?.node)
    const isElsewhere = nodeAt(policy, ...peer.path, 'namespaceSelector') !== undefined
    if (
      !found ||
      labels.size === 0 ||
      isElsewhere ||
      objects.pods.select(new Map()).length < 2 ||
      objects.pods.select(labels).length > 0
    )
      return []
    const first = [...labels.keys()][0] ?? ''
    const proof = nodeAt(policy, ...found.path, first) ?? found
    return [
      block(policy, {
        title: `NetworkPolicy ${policy.name} allows ${direction} of ${whom} only ${direction === 'ingress' ? 'from' : 'to'} pods with ${pairs(labels)}, which no workload here has`,
        score: 0.62,
        proofs: [proof],
      }),
    ]
  })
  const open = direction === 'ingress' ? objects.portsOf(selected) : new Set<string>()
  const closed = itemsOf(policy, ['spec', direction, index, 'ports']).flatMap((port) => {
    const found = nodeAt(policy, ...port.path, 'port')
    const wanted = textOf(found)
    if (!found || wanted === undefined || open.size === 0 || open.has(wanted)) return []
    return [
      block(policy, {
        title: `NetworkPolicy ${policy.name} allows port ${wanted}, but ${selected[0]?.name} listens on ${numbersOf(open)}`,
        score: 0.66,
        proofs: [found],
      }),
    ]
  })
  return [...strangers, ...closed]
}

/** The first ten; names only where no number is known. */
function numbersOf(open: ReadonlySet<string>): string {
  const digits = [...open].filter((port) => /^\d+$/.test(port))
  return (digits.length > 0 ? digits : [...open]).slice(0, 10).join(', ')
}

function itemsOf(object: NamedObject, path: readonly (string | number)[]): Found[] {
  const list = nodeAt(object, ...path)
  if (list?.node.kind !== 'list') return []
  return list.node.items.map((node, index) => ({ node, pointer: `${list.pointer}/${index}`, path: [...list.path, index] }))
}

const pairs = (map: ReadonlyMap<string, string>) =>
  [...map]
    .map(([key, value]) => `${key}=${value}`)
    .slice(0, 4)
    .join(', ')

function block(
  policy: NamedObject,
  { title, score, proofs }: { title: string; score: number; proofs: readonly Proof[] },
): DraftFinding {
  return draftOf({
    sourceName: policy.sourceName,
    kind: 'state',
    check: 'network-policies',
    title,
    score,
    severity: 'error',
    proofs,
    entities: [policy.name],
    fault: plainFault('network', 'blocked', { entity: policy.name }),
    details: ['connections that no rule allows are dropped and time out'],
  })
}
