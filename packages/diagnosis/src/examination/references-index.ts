import type { TreeNode } from '@faultmaven/config'
import { indexLabels, remembered, type LabelIndex } from './references-labels.ts'
import { containersOf, nodeAt, podSpecPath, sameNamespace, textMap, textOf, type NamedObject } from './references-objects.ts'

/** What the checks of references ask of all objects again and again, worked out once. */
export type ObjectIndex = {
  /** What makes pods, by the labels of these. */
  readonly pods: LabelIndex
  /** Services, by their own labels. */
  readonly services: LabelIndex
  /** Ports that the containers of a selection declare, numbers and names; none when there are more than {@link MAX_PORTS}. */
  portsOf(selected: readonly NamedObject[]): ReadonlySet<string>
  /** The service that an object means by a name. */
  serviceOf(from: NamedObject, name: string): NamedObject | undefined
}

/** A selection that opens more ports is not judged. */
const MAX_PORTS = 2000

/** Index over the objects of a case. */
export function indexObjects(objects: readonly NamedObject[]): ObjectIndex {
  const services = objects.filter((object) => object.kind === 'Service')
  const byName = new Map<string, NamedObject[]>()
  for (const service of services) remembered(byName, service.name, () => []).push(service)
  const declared = new Map<NamedObject, readonly string[]>()
  const unions = new Map<readonly NamedObject[], ReadonlySet<string>>()
  const portsOfObject = (object: NamedObject) =>
    remembered(declared, object, () => containersOf(object).flatMap((container) => declaredPorts(container.node)))
  return {
    pods: indexLabels(
      objects.filter((object) => podSpecPath(object) !== undefined),
      (object) => object.podLabels,
    ),
    services: indexLabels(services, (service) => textMap(nodeAt(service, 'metadata', 'labels')?.node)),
    portsOf: (selected) => remembered(unions, selected, () => unionOf(selected, portsOfObject)),
    serviceOf: (from, name) => byName.get(name)?.find((service) => sameNamespace(from, service)),
  }
}

function unionOf(selected: readonly NamedObject[], portsOf: (object: NamedObject) => readonly string[]): ReadonlySet<string> {
  const union = new Set<string>()
  for (const object of selected) {
    for (const port of portsOf(object)) union.add(port)
    if (union.size > MAX_PORTS) return new Set()
  }
  return union
}

/** Ports of a container, by number and by name. */
export function declaredPorts(container: TreeNode): string[] {
  const ports = container.kind === 'map' ? container.entries.get('ports') : undefined
  if (ports?.kind !== 'list') return []
  return ports.items
    .flatMap((port) => (port.kind === 'map' ? [textOf(port.entries.get('containerPort')), textOf(port.entries.get('name'))] : []))
    .filter((port) => port !== undefined)
}
