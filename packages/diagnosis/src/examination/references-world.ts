import type { ExaminedSource } from '../draft.ts'
import { remembered } from './references-labels.ts'
import type { NamedObject } from './references-objects.ts'

/** What the evidence holds of one kind of thing. */
export type World = {
  /** Names defined of the kind; with a namespace, those that can be seen from it. */
  names(kind: string, namespace?: string): ReadonlySet<string>
  /** `closed`: all of the kind are said to be there; `partial`: some are; `open`: none, so absence says nothing. */
  extent(kind: string): 'closed' | 'partial' | 'open'
}

const SHORT = new Map<string, string>([
  ['svc', 'Service'],
  ['service', 'Service'],
  ['services', 'Service'],
  ['secret', 'Secret'],
  ['secrets', 'Secret'],
  ['cm', 'ConfigMap'],
  ['configmap', 'ConfigMap'],
  ['configmaps', 'ConfigMap'],
  ['pvc', 'PersistentVolumeClaim'],
  ['persistentvolumeclaim', 'PersistentVolumeClaim'],
  ['persistentvolumeclaims', 'PersistentVolumeClaim'],
  ['pv', 'PersistentVolume'],
  ['sc', 'StorageClass'],
  ['storageclass', 'StorageClass'],
  ['storageclasses', 'StorageClass'],
  ['sa', 'ServiceAccount'],
  ['serviceaccount', 'ServiceAccount'],
  ['serviceaccounts', 'ServiceAccount'],
  ['ing', 'Ingress'],
  ['ingress', 'Ingress'],
  ['deploy', 'Deployment'],
  ['deployment', 'Deployment'],
  ['deployments', 'Deployment'],
  ['role', 'Role'],
  ['roles', 'Role'],
  ['clusterrole', 'ClusterRole'],
  ['clusterroles', 'ClusterRole'],
  ['gateway', 'Gateway'],
  ['gateways', 'Gateway'],
  ['ingressclass', 'IngressClass'],
  ['priorityclass', 'PriorityClass'],
])

/** Columns by which `kubectl get` tables of a kind are known. */
const TABLES: readonly (readonly [kind: string, columns: string])[] = [
  ['Secret', 'NAME TYPE DATA AGE'],
  ['ConfigMap', 'NAME DATA AGE'],
  ['Service', 'NAME TYPE CLUSTER-IP EXTERNAL-IP PORT(S) AGE'],
  ['ServiceAccount', 'NAME SECRETS AGE'],
  ['PersistentVolumeClaim', 'NAME STATUS VOLUME CAPACITY ACCESS MODES STORAGECLASS AGE'],
  ['StorageClass', 'NAME PROVISIONER'],
  ['Deployment', 'NAME READY UP-TO-DATE AVAILABLE AGE'],
  ['Ingress', 'NAME CLASS HOSTS ADDRESS PORTS AGE'],
]

/**
 * Learns what exists from manifests, `kubectl get` tables and the command above an output: `kubectl get svc,secret -o yaml` without a
 * name or selector lists all there are.
 */
export function learnWorld(sources: readonly ExaminedSource[], objects: readonly NamedObject[]): World {
  const seen = new Map<string, { name: string; namespace?: string }[]>()
  const note = (kind: string, entry: { name: string; namespace?: string }) => remembered(seen, kind, () => []).push(entry)
  for (const { kind, name, namespace } of objects) note(kind, { name, ...(namespace === undefined ? {} : { namespace }) })
  const closed = new Set(sources.flatMap(listedKinds))
  for (const { tables } of sources) {
    for (const table of tables) {
      const columns = table.columns.filter((column) => column !== 'NAMESPACE').join(' ')
      const kind = TABLES.find(
        ([, known]) => columns === known || (known === 'NAME PROVISIONER' && columns.startsWith(known)),
      )?.[0]
      if (kind === undefined) continue
      const at = table.columns.indexOf('NAME')
      for (const row of table.rows) note(kind, { name: (row.cells[at] ?? '').replace(/ \(default\)$/, '') })
      closed.add(kind)
    }
  }
  const named = new Map<string, ReadonlySet<string>>()
  const namesOf = (kind: string, namespace: string | undefined) =>
    new Set(
      (seen.get(kind) ?? [])
        .filter((entry) => namespace === undefined || entry.namespace === undefined || entry.namespace === namespace)
        .map((entry) => entry.name),
    )
  return {
    names: (kind, namespace) => remembered(named, JSON.stringify([kind, namespace ?? null]), () => namesOf(kind, namespace)),
    extent: (kind) => (closed.has(kind) ? 'closed' : seen.has(kind) ? 'partial' : 'open'),
  }
}

/** `kubectl get ingress,svc,secret -n shop -o yaml` in the first lines. */
function listedKinds({ head }: ExaminedSource): string[] {
  return head.slice(0, 5).flatMap((line) => {
    const match = /\b(?:kubectl|oc)\s(?:.{0,80}\s)?get\s+([a-z,.]{2,200})((?:\s+\S+){0,12})\s*$/.exec(line.slice(0, 400))
    const rest = (match?.[2] ?? '').trim()
    const narrowed = /(?:^|\s)(?:-l|--selector|--field-selector)\b/.test(rest) || /^[a-z0-9]/.test(rest)
    return match && !narrowed ? (match[1] ?? '').split(',').flatMap((word) => SHORT.get(word) ?? []) : []
  })
}
