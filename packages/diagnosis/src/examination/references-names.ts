import type { TreeNode } from '@faultmaven/config'
import { everyNode, nodeAt, textOf, type Found, type NamedObject } from './references-objects.ts'

/** A name that one object uses for another. */
export type NameReference = {
  readonly kind: string
  readonly name: string
  readonly namespace?: string
  readonly at: Found
  readonly from: NamedObject
  /** `optional: true` stands beside it: it may be missing. */
  readonly isOptional: boolean
}

/** Keys whose text is the name of a thing of that kind, wherever they stand. */
const NAME_KEYS = new Map<string, string>([
  ['secretname', 'Secret'],
  ['configmapname', 'ConfigMap'],
  ['claimname', 'PersistentVolumeClaim'],
  ['serviceaccountname', 'ServiceAccount'],
  ['storageclassname', 'StorageClass'],
  ['priorityclassname', 'PriorityClass'],
  ['ingressclassname', 'IngressClass'],
  ['runtimeclassname', 'RuntimeClass'],
  ['gatewayclassname', 'GatewayClass'],
  ['volumename', 'PersistentVolume'],
  ['servicename', 'Service'],
])

/** Maps with a `name` that mean a thing of that kind. */
const NAMED_MAPS = new Map<string, string>([
  ['configmap', 'ConfigMap'],
  ['configmapref', 'ConfigMap'],
  ['configmapkeyref', 'ConfigMap'],
  ['secretref', 'Secret'],
  ['secretkeyref', 'Secret'],
  ['imagepullsecrets', 'Secret'],
  ['backendrefs', 'Service'],
  ['parentrefs', 'Gateway'],
  ['issuerref', 'Issuer'],
])

/** All names by which an object refers to others, found by their keys: `…Name`, `…Ref {kind, name}`, `backend.service.name`. */
export function referencesOf(object: NamedObject): NameReference[] {
  const found: NameReference[] = []
  for (const top of ['spec', 'roleRef', 'subjects', 'imagePullSecrets', 'secrets', 'template']) {
    for (const at of everyNode(object, top)) {
      const reference = readReference(object, at)
      if (reference) found.push(reference)
    }
  }
  return found
}

function readReference(from: NamedObject, at: Found): NameReference | undefined {
  const key = (at.path.findLast((step) => typeof step === 'string') ?? '').toLowerCase()
  if (at.node.kind === 'scalar') {
    const kind = NAME_KEYS.get(key)
    const name = textOf(at)
    return kind !== undefined && name !== undefined && typeof at.path.at(-1) === 'string'
      ? build(from, at, { kind, name }, parentOf(from, at))
      : undefined
  }
  if (at.node.kind !== 'map') return undefined
  const name = textOf(at.node.entries.get('name'))
  const kind = kindOf(key, at, textOf(at.node.entries.get('kind')))
  const place = at.node.entries.get('name')
  if (name === undefined || kind === undefined || !place) return undefined
  return build(from, { node: place, pointer: `${at.pointer}/name`, path: [...at.path, 'name'] }, { kind, name }, at.node)
}

function kindOf(key: string, at: Found, stated: string | undefined): string | undefined {
  const known = NAMED_MAPS.get(key)
  const isReference = known !== undefined || /refs?$/.test(key) || (key === 'subjects' && stated === 'ServiceAccount')
  if (isReference) return stated ?? known
  // networking.k8s.io: backend.service.name
  return key === 'service' && String(at.path.at(-2)).toLowerCase() === 'backend' ? 'Service' : undefined
}

function build(
  from: NamedObject,
  at: Found,
  { kind, name }: { kind: string; name: string },
  around: TreeNode | undefined,
): NameReference {
  const beside = around?.kind === 'map' ? around.entries : new Map<string, TreeNode>()
  const namespace = textOf(beside.get('namespace')) ?? from.namespace
  return {
    kind,
    name,
    ...(namespace === undefined ? {} : { namespace }),
    at,
    from,
    isOptional: textOf(beside.get('optional')) === 'true',
  }
}

const parentOf = (object: NamedObject, at: Found) => nodeAt(object, ...at.path.slice(0, -1))?.node
