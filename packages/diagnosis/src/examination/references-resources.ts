import type { TreeNode } from '@faultmaven/config'
import type { DraftFinding } from '../draft.ts'
import { remembered } from './references-labels.ts'
import { containersOf, nodeAt, podSpecPath, sameNamespace, textOf, type Found, type NamedObject } from './references-objects.ts'
import { draftOf, plainFault, type Proof } from './structure-draft.ts'
import { parseQuantity } from './structure-quantity.ts'

/** Amounts that cannot fit: requests above limits, more wanted than a quota allows, a pod larger than every node, minimum above maximum. */
export function findResourceExcess(objects: readonly NamedObject[]): DraftFinding[] {
  const makers = objects.filter(
    (object) => podSpecPath(object) !== undefined && object.kind !== 'Pod' && object.kind !== 'ReplicaSet',
  )
  return [
    ...objects.flatMap((object) => containersOf(object).flatMap((container) => aboveLimit(object, container))),
    ...overQuotas(objects, makers),
    ...largerThanNodes(makers, objects),
    ...objects.flatMap(minimumAboveMaximum),
  ]
}

function amount(node: TreeNode | undefined, ...path: readonly string[]): { value: number; node: TreeNode } | undefined {
  let here = node
  for (const key of path) here = here?.kind === 'map' ? here.entries.get(key) : undefined
  const value = here?.kind === 'scalar' ? parseQuantity(here.value) : undefined
  return here && value !== undefined ? { value, node: here } : undefined
}

const NAMES = ['cpu', 'memory', 'ephemeral-storage']

function aboveLimit(object: NamedObject, container: Found): DraftFinding[] {
  return NAMES.flatMap((name) => {
    const request = amount(container.node, 'resources', 'requests', name)
    const limit = amount(container.node, 'resources', 'limits', name)
    if (!request || !limit || request.value <= limit.value) return []
    const title = `${object.kind} ${object.name}: the ${name} request ${textOf(request.node)} is above the limit ${textOf(limit.node)}, so the pod is rejected`
    return [
      excess(object, {
        title,
        score: 0.7,
        resource: 'config',
        mode: 'invalid',
        proofs: [
          { pointer: `${container.pointer}/resources/requests/${name}`, node: request.node },
          { pointer: `${container.pointer}/resources/limits/${name}`, node: limit.node },
        ],
      }),
    ]
  })
}

type Need = {
  readonly total: number
  readonly each: number
  readonly replicas: number
  readonly object: NamedObject
  readonly proofs: readonly Proof[]
}

function needOf(object: NamedObject, part: 'requests' | 'limits', name: string): Need {
  const replicas = Number(textOf(nodeAt(object, 'spec', 'replicas') ?? nodeAt(object, 'spec', 'parallelism')) ?? 1)
  const amounts = containersOf(object)
    .filter((container) => container.path.includes('containers'))
    .flatMap((container) => {
      const found = amount(container.node, 'resources', part, name)
      return found ? [{ ...found, pointer: `${container.pointer}/resources/${part}/${name}` }] : []
    })
  const each = amounts.reduce((sum, one) => sum + one.value, 0)
  const wish = nodeAt(object, 'spec', 'replicas')
  return { each, replicas, total: each * replicas, object, proofs: [...amounts.slice(0, 1), ...(wish ? [wish] : [])] }
}

type Needs = (quota: NamedObject, part: 'requests' | 'limits', name: string) => readonly Need[]

/** What the makers of a namespace want is added up once for all its quotas. */
function overQuotas(objects: readonly NamedObject[], makers: readonly NamedObject[]): DraftFinding[] {
  const known = new Map<string, readonly Need[]>()
  const needsOf: Needs = (quota, part, name) =>
    remembered(known, JSON.stringify([quota.namespace ?? null, part, name]), () =>
      makers
        .filter((maker) => sameNamespace(quota, maker))
        .map((maker) => (name === 'pods' ? podsOf(maker) : needOf(maker, part, name)))
        .toSorted((a, b) => b.total - a.total),
    )
  return objects.filter((object) => object.kind === 'ResourceQuota').flatMap((quota) => overQuota(quota, needsOf))
}

function overQuota(quota: NamedObject, needsOf: Needs): DraftFinding[] {
  const hard = nodeAt(quota, 'spec', 'hard')?.node
  if (hard?.kind !== 'map') return []
  return [...hard.entries].flatMap(([key, node]) => {
    const [, part = 'requests', name] = /^(?:(requests|limits)\.)?(cpu|memory|ephemeral-storage|pods)$/.exec(key) ?? []
    const limit = node.kind === 'scalar' ? parseQuantity(node.value) : undefined
    if (name === undefined || limit === undefined) return []
    const needs = needsOf(quota, part === 'limits' ? 'limits' : 'requests', name)
    const total = needs.reduce((sum, need) => sum + need.total, 0)
    const [largest] = needs
    if (!largest || total <= limit * 1.0001) return []
    const rest = total - largest.total
    const fits = largest.each > 0 ? Math.max(0, Math.min(largest.replicas, Math.floor((limit - rest) / largest.each + 1e-9))) : 0
    const title = `ResourceQuota ${quota.name} allows ${key} ${textOf(node)}, but ${largest.object.kind} ${largest.object.name} wants ${largest.replicas} × ${say(largest.each, name)}: ${fits} of ${largest.replicas} pods fit`
    const local = largest.proofs.filter(() => largest.object.sourceName === quota.sourceName)
    return [
      {
        ...excess(quota, {
          title,
          score: 0.82,
          resource: 'quota',
          mode: 'exhausted',
          proofs: [{ pointer: `${quota.pointer}/spec/hard/${key}`, node }, ...local],
        }),
        entities: [quota.name, largest.object.name],
        details: [`wanted in all ${say(total, name)}, allowed ${textOf(node)}`, 'further pods are forbidden by the quota'],
      },
    ]
  })
}

function podsOf(object: NamedObject): Need {
  const wish = nodeAt(object, 'spec', 'replicas')
  const replicas = Number(textOf(wish) ?? 1)
  return { each: 1, replicas, total: replicas, object, proofs: wish ? [wish] : [] }
}

/** Cores as millicores below ten, bytes in Mi or Gi. */
function say(value: number, name: string): string {
  if (name === 'pods') return `${value}`
  if (name === 'cpu')
    return value < 10 && !Number.isInteger(value) ? `${Math.round(value * 1000)}m` : `${Math.round(value * 100) / 100}`
  return value >= 2 ** 30 && value % 2 ** 30 === 0 ? `${value / 2 ** 30}Gi` : `${Math.round(value / 2 ** 20)}Mi`
}

function largerThanNodes(makers: readonly NamedObject[], objects: readonly NamedObject[]): DraftFinding[] {
  const nodes = objects.filter((object) => object.kind === 'Node')
  if (nodes.length === 0) return []
  return ['cpu', 'memory'].flatMap((name) => {
    const rooms = nodes.flatMap(
      (node) => amount(node.root, 'status', 'allocatable', name) ?? amount(node.root, 'status', 'capacity', name) ?? [],
    )
    if (rooms.length < nodes.length) return []
    const most = rooms.reduce((greatest, room) => Math.max(greatest, room.value), 0)
    return makers.flatMap((maker) => {
      const need = needOf(maker, 'requests', name)
      if (need.each <= most) return []
      const title = `${maker.kind} ${maker.name} requests ${say(need.each, name)} ${name} a pod, more than any of the ${nodes.length} nodes offers (${say(most, name)})`
      return [excess(maker, { title, score: 0.75, resource: 'node', mode: 'exhausted', proofs: need.proofs })]
    })
  })
}

function minimumAboveMaximum(object: NamedObject): DraftFinding[] {
  const low = nodeAt(object, 'spec', 'minReplicas')
  const high = nodeAt(object, 'spec', 'maxReplicas')
  if (!low || !high || !(Number(textOf(low)) > Number(textOf(high)))) return []
  return [
    excess(object, {
      title: `${object.kind} ${object.name}: minReplicas ${textOf(low)} is above maxReplicas ${textOf(high)}`,
      score: 0.6,
      resource: 'config',
      mode: 'invalid',
      proofs: [low, high],
    }),
  ]
}

type Excess = { title: string; score: number; resource: string; mode: string; proofs: readonly Proof[] }

function excess(object: NamedObject, { title, score, resource, mode, proofs }: Excess): DraftFinding {
  return draftOf({
    sourceName: object.sourceName,
    kind: 'state',
    check: 'resource-arithmetic',
    title,
    score,
    severity: 'error',
    proofs,
    entities: [object.name],
    fault: plainFault(resource, mode, { entity: object.name }),
  })
}
