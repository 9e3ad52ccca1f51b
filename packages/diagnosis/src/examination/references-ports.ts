import type { DraftFinding } from '../draft.ts'
import { declaredPorts, type ObjectIndex } from './references-index.ts'
import { containersOf, nodeAt, textMap, textOf, type Found, type NamedObject } from './references-objects.ts'
import { draftOf, plainFault } from './structure-draft.ts'

/** Ports that one side names and the other does not open: service → container, ingress → service, probe → container, `PORT` → container. */
export function findPortMismatches(objects: readonly NamedObject[], index: ObjectIndex): DraftFinding[] {
  return objects.flatMap((object) => [
    ...servicePorts(object, index),
    ...backendPorts(object, index),
    ...containersOf(object).flatMap((container) => containerPorts(object, container)),
  ])
}

function servicePorts(service: NamedObject, index: ObjectIndex): DraftFinding[] {
  const selector = textMap(nodeAt(service, 'spec', 'selector')?.node)
  if (service.kind !== 'Service' || selector.size === 0) return []
  const backends = index.pods.select(selector, service.namespace)
  const open = index.portsOf(backends)
  if (open.size === 0) return []
  return items(nodeAt(service, 'spec', 'ports')).flatMap((port) => {
    const target = child(port, 'targetPort') ?? child(port, 'port')
    const wanted = textOf(target)
    if (!target || wanted === undefined || open.has(wanted)) return []
    return [
      portFinding(service, target, {
        title: `Service ${service.name} sends to port ${wanted}, but ${backends[0]?.kind} ${backends[0]?.name} opens ${numbers([...open])}`,
        open: [...open],
        score: 0.72,
      }),
    ]
  })
}

/** Routes name ports of services. */
function backendPorts(object: NamedObject, index: ObjectIndex): DraftFinding[] {
  if (!/^(?:Ingress|HTTPRoute|GRPCRoute)$/.test(object.kind)) return []
  return backends(object).flatMap(({ name, port }) => {
    const service = index.serviceOf(object, name)
    const open = service
      ? items(nodeAt(service, 'spec', 'ports'))
          .flatMap((one) => [textOf(child(one, 'port')), textOf(child(one, 'name'))])
          .filter((one) => one !== undefined)
      : []
    const wanted = textOf(port)
    if (!service || !port || wanted === undefined || open.length === 0 || open.includes(wanted)) return []
    return [
      portFinding(object, port, {
        title: `${object.kind} ${object.name} sends to port ${wanted} of service ${service.name}, which offers ${numbers(open)}`,
        open,
        score: 0.74,
      }),
    ]
  })
}

function backends(object: NamedObject): { name: string; port: Found | undefined }[] {
  return items(nodeAt(object, 'spec', 'rules')).flatMap((rule) => {
    const paths = items(child(child(rule, 'http'), 'paths')).map((path) => child(child(path, 'backend'), 'service'))
    const refs = items(child(rule, 'backendRefs'))
    return [
      ...paths.map((service) => ({
        name: textOf(child(service, 'name')) ?? '',
        port: child(child(service, 'port'), 'number') ?? child(child(service, 'port'), 'name'),
      })),
      ...refs.map((ref) => ({ name: textOf(child(ref, 'name')) ?? '', port: child(ref, 'port') })),
    ]
  })
}

function containerPorts(object: NamedObject, container: Found): DraftFinding[] {
  const open = declaredPorts(container.node)
  if (open.length === 0) return []
  const name = textOf(child(container, 'name')) ?? ''
  const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((probe) => {
    const check = child(container, probe)
    const port =
      child(child(check, 'httpGet'), 'port') ?? child(child(check, 'tcpSocket'), 'port') ?? child(child(check, 'grpc'), 'port')
    const wanted = textOf(port)
    if (!port || wanted === undefined || open.includes(wanted)) return []
    return [
      portFinding(object, port, {
        title: `The ${probe} of container ${name} (${object.kind} ${object.name}) asks port ${wanted}, but the container opens ${numbers(open)}`,
        open,
        score: 0.66,
        resource: 'probe',
      }),
    ]
  })
  const told = items(child(container, 'env')).flatMap((variable) => {
    const value = child(variable, 'value')
    const port = textOf(value)
    const isPort =
      /^(?:(?:SERVER|HTTP|APP|LISTEN)_)?PORT$/.test(textOf(child(variable, 'name')) ?? '') && /^\d{2,5}$/.test(port ?? '')
    if (!isPort || !value || port === undefined || open.includes(port)) return []
    return [
      portFinding(object, value, {
        title: `Container ${name} (${object.kind} ${object.name}) is told to listen on ${port}, but declares port ${numbers(open)}`,
        open,
        score: 0.5,
      }),
    ]
  })
  return [...probes, ...told]
}

function portFinding(
  object: NamedObject,
  at: Found,
  { title, open, score, resource = 'port' }: { title: string; open: readonly string[]; score: number; resource?: string },
): DraftFinding {
  const fault =
    resource === 'probe'
      ? plainFault('probe', 'refused', { entity: object.name })
      : plainFault('port', 'mismatched', { entity: object.name })
  return draftOf({
    sourceName: object.sourceName,
    kind: 'reference',
    check: 'ports',
    title,
    score,
    severity: 'error',
    proofs: [at],
    entities: [object.name],
    fault,
    details: [`open: ${open.slice(0, 20).join(', ')}`, 'connections to a port that nothing listens on are refused'],
  })
}

const numbers = (open: readonly string[]) => {
  const digits = open.filter((port) => /^\d+$/.test(port))
  return (digits.length > 0 ? digits : open).slice(0, 4).join(', ')
}

function child(found: Found | undefined, key: string): Found | undefined {
  const node = found?.node.kind === 'map' ? found.node.entries.get(key) : undefined
  return found && node ? { node, pointer: `${found.pointer}/${key}`, path: [...found.path, key] } : undefined
}

function items(found: Found | undefined): Found[] {
  if (found?.node.kind !== 'list') return []
  return found.node.items.map((node, index) => ({ node, pointer: `${found.pointer}/${index}`, path: [...found.path, index] }))
}
