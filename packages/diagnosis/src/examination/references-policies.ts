import type { DraftFinding } from '../draft.ts'
import {
  containersOf,
  nodeAt,
  podSpecPath,
  sameNamespace,
  textMap,
  textOf,
  type Found,
  type NamedObject,
} from './references-objects.ts'
import { draftOf, plainFault, type Proof } from './structure-draft.ts'

type Direction = 'ingress' | 'egress'

/** What a network policy cuts off: a direction without any rule, peers whose labels no workload of the evidence has, ports not opened. */
export function findPolicyBlocks(objects: readonly NamedObject[]): DraftFinding[] {
  return objects
    .filter((object) => object.kind === 'NetworkPolicy')
    .flatMap((policy) => (['ingress', 'egress'] as const).flatMap((direction) => blocksOf(policy, direction, objects)))
}

function blocksOf(policy: NamedObject, direction: Direction, objects: readonly NamedObject[]): DraftFinding[] {
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
  const workloads = objects.filter((object) => podSpecPath(object) !== undefined)
  const selected = workloads.filter(
    (object) => sameNamespace(policy, object) && [...selector].every(([key, value]) => object.podLabels.get(key) === value),
  )
  return list.flatMap((_, index) => ruleBlocks(policy, { direction, index, whom, workloads, selected }))
}

type Rule = {
  direction: Direction
  index: number
  whom: string
  workloads: readonly NamedObject[]
  selected: readonly NamedObject[]
}

function ruleBlocks(policy: NamedObject, { direction, index, whom, workloads, selected }: Rule): DraftFinding[] {
  const peers = itemsOf(policy, ['spec', direction, index, direction === 'ingress' ? 'from' : 'to'])
  const strangers = peers.flatMap((peer) => {
    const found = nodeAt(policy, ...peer.path, 'podSelector', 'matchLabels')
    const labels = textMap(found?.node)
    const isElsewhere = nodeAt(policy, ...peer.path, 'namespaceSelector') !== undefined
    if (
      !found ||
      labels.size === 0 ||
      isElsewhere ||
      workloads.length < 2 ||
      workloads.some((object) => [...labels].every(([key, value]) => object.podLabels.get(key) === value))
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
  const open =
    direction === 'ingress'
      ? selected.flatMap((object) => containersOf(object).flatMap((container) => portsOf(object, container)))
      : []
  const closed = itemsOf(policy, ['spec', direction, index, 'ports']).flatMap((port) => {
    const found = nodeAt(policy, ...port.path, 'port')
    const wanted = textOf(found)
    if (!found || wanted === undefined || open.length === 0 || open.includes(wanted)) return []
    return [
      block(policy, {
        title: `NetworkPolicy ${policy.name} allows port ${wanted}, but ${selected[0]?.name} listens on ${[...new Set(open)].join(', ')}`,
        score: 0.66,
        proofs: [found],
      }),
    ]
  })
  return [...strangers, ...closed]
}

function portsOf(object: NamedObject, container: Found): string[] {
  return itemsOf(object, [...container.path, 'ports']).flatMap(
    (port) => textOf(nodeAt(object, ...port.path, 'containerPort')) ?? [],
  )
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
