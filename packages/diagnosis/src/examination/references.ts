import type { DraftFinding, ExaminedSource } from '../draft.ts'
import { draftOf, distinct, plainFault } from './structure-draft.ts'
import { findAutoscalersWithoutRequests } from './references-autoscalers.ts'
import { findHeapsAboveLimit } from './references-heap.ts'
import { nearestName } from './references-distance.ts'
import { danglingWithinDocuments } from './references-document.ts'
import { indexObjects } from './references-index.ts'
import { findHostMismatches } from './references-hosts.ts'
import { findMountsWithoutVolume } from './references-mounts.ts'
import { findPolicyBlocks } from './references-policies.ts'
import { findPortMismatches } from './references-ports.ts'
import { findResourceExcess } from './references-resources.ts'
import { findSelectorMismatches } from './references-selectors.ts'
import { collectObjects } from './references-objects.ts'
import { referencesOf, type NameReference } from './references-names.ts'
import { learnWorld, type World } from './references-world.ts'

/** What the platform makes by itself or what may stand outside of any upload. */
const GIVEN =
  /^(?:ServiceAccount\/default|ConfigMap\/kube-root-ca\.crt|(?:PriorityClass)\/system-.*|Secret\/.*-token-[a-z0-9]{5}|(?:Role|ClusterRole)\/(?:admin|edit|view|cluster-admin|system:.*))$/

const RESOURCES = new Map([
  ['Secret', 'secret'],
  ['ConfigMap', 'configmap'],
  ['ServiceAccount', 'service-account'],
  ['PersistentVolumeClaim', 'volume'],
  ['PersistentVolume', 'volume'],
  ['StorageClass', 'volume'],
  ['Service', 'upstream'],
  ['Role', 'permission'],
  ['ClusterRole', 'permission'],
  ['Gateway', 'upstream'],
  ['Issuer', 'certificate'],
])

/**
 * Where objects do not fit together, over all sources of the case: names referred to and defined nowhere, selectors that match
 * nothing, ports nobody listens on, amounts that do not fit, host names of services that do not exist.
 * How much an absent name says depends on the world: all of a kind listed, some of it, or none (then it says little).
 * A name one or two letters off is told as such.
 */
export function findDanglingReferences(sources: readonly ExaminedSource[]): DraftFinding[] {
  const objects = collectObjects(sources)
  const world = learnWorld(sources, objects)
  const index = indexObjects(objects)
  const names = objects.flatMap(referencesOf).flatMap((reference) => dangling(reference, world))
  return distinct([
    ...names,
    ...danglingWithinDocuments(sources),
    ...findSelectorMismatches(objects, index),
    ...findPortMismatches(objects, index),
    ...findResourceExcess(objects),
    ...findAutoscalersWithoutRequests(objects),
    ...sources.flatMap(findHeapsAboveLimit),
    ...findHostMismatches(objects),
    ...findMountsWithoutVolume(objects),
    ...findPolicyBlocks(objects, index),
  ])
}

function dangling(reference: NameReference, world: World): DraftFinding[] {
  const { kind, name, namespace, from, at, isOptional } = reference
  if (GIVEN.test(`${kind}/${name}`) || isOptional || world.names(kind, namespace).has(name)) return []
  const near = nearestName(name, world.names(kind, namespace))
  const elsewhere = namespace === undefined ? false : world.names(kind).has(name)
  const extent = world.extent(kind)
  const others = world.names(kind, namespace).size
  // The more of a kind the evidence holds, the less likely it left out just the one that is used.
  const partial = elsewhere ? 0.6 : 0.36 + 0.08 * Math.min(3, others)
  const score = near === undefined ? { closed: 0.72, partial, open: 0.12 }[extent] : 0.76
  const hint = near === undefined ? (elsewhere ? '; it exists in another namespace only' : '') : `; there is “${near}”`
  return [
    draftOf({
      sourceName: from.sourceName,
      kind: 'reference',
      check: 'dangling-references',
      title: `${from.kind} ${from.name} refers to ${kind} “${name}”, which ${extent === 'closed' || near !== undefined || elsewhere ? 'does not exist' : 'is not among the evidence'}${hint}`,
      score,
      severity: score > 0.4 ? 'error' : 'info',
      proofs: [at],
      entities: [name, from.name],
      fault: plainFault(RESOURCES.get(kind) ?? 'config', 'not-found', {
        entity: name,
        operation: `${from.kind} ${from.name}`.slice(0, 80),
      }),
      details: [
        extent === 'closed' ? `all objects of kind ${kind} are listed, and it is not among them` : '',
        near === undefined ? '' : `“${near}” is spelt alike`,
        extent === 'partial'
          ? `the evidence holds ${others} of kind ${kind}: ${[...world.names(kind, namespace)].slice(0, 4).join(', ')}`
          : '',
      ],
    }),
  ]
}
