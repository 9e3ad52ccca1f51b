import type { DraftFinding } from '../draft.ts'
import { nearestName } from './references-distance.ts'
import { containersOf, nodeAt, podSpecPath, textOf, type NamedObject } from './references-objects.ts'
import { draftOf, plainFault } from './structure-draft.ts'

/** Volume mounts whose name is not among the volumes of the same pod or the claim templates of its set. */
export function findMountsWithoutVolume(objects: readonly NamedObject[]): DraftFinding[] {
  return objects.flatMap((object) => {
    const path = podSpecPath(object)
    if (!path) return []
    const volumes = new Set([
      ...listNames(object, [...path, 'volumes'], ['name']),
      ...listNames(object, ['spec', 'volumeClaimTemplates'], ['metadata', 'name']),
    ])
    return containersOf(object).flatMap((container) => {
      const mounts = nodeAt(object, ...container.path, 'volumeMounts')
      if (mounts?.node.kind !== 'list') return []
      return mounts.node.items.flatMap((mount, index) => {
        const node = mount.kind === 'map' ? mount.entries.get('name') : undefined
        const name = textOf(node)
        if (!node || name === undefined || volumes.has(name)) return []
        const near = nearestName(name, volumes)
        return [
          draftOf({
            sourceName: object.sourceName,
            kind: 'reference',
            check: 'dangling-references',
            title: `${object.kind} ${object.name} mounts volume “${name}”, which its pod does not define${near === undefined ? '' : `; there is “${near}”`}`,
            score: 0.76,
            severity: 'error',
            proofs: [{ pointer: `${mounts.pointer}/${index}/name`, node }],
            entities: [name, object.name],
            fault: plainFault('volume', 'not-found', { entity: name }),
          }),
        ]
      })
    })
  })
}

function listNames(object: NamedObject, path: readonly string[], name: readonly string[]): string[] {
  const list = nodeAt(object, ...path)
  if (list?.node.kind !== 'list') return []
  return list.node.items.flatMap((_, index) => textOf(nodeAt(object, ...path, index, ...name)) ?? [])
}
