import { pointerOf, type TreeDocument, type TreeNode } from '@faultmaven/config'
import compose from '../known-keys/compose.json' with { type: 'json' }
import nginx from '../known-keys/nginx.json' with { type: 'json' }
import kubernetes from '../known-keys/kubernetes.json' with { type: 'json' }
import systemd from '../known-keys/systemd.json' with { type: 'json' }
import { clip } from '../composition/clip.ts'
import type { DraftFinding } from '../draft.ts'
import { LEFT_OUT } from '../left-out/left-out.ts'
import { nearestName } from './references-distance.ts'
import { plainFault } from './structure-draft.ts'

/** A map of a document and the keys that its schema knows there. */
type Place = {
  readonly path: readonly (string | number)[]
  readonly node: TreeNode
  readonly known: readonly string[]
  readonly where: string
}
type Path = readonly (string | number)[]

const MAX_FINDINGS = 20
const TEMPLATED = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'ReplicaSet', 'ReplicationController']
const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe']

/**
 * Keys and words that no schema knows and that are one or two letters off one it knows: in systemd units, Kubernetes objects,
 * Compose files and configurations of nginx. Most programs ignore such a key without a word. `lines` are those of the whole source, where it is small.
 * A key unlike any known one is left alone: schemas grow.
 *
 * @see https://www.freedesktop.org/software/systemd/man/latest/systemd.directives.html
 * @see https://kubernetes.io/docs/reference/kubernetes-api/
 * @see https://docs.docker.com/reference/compose-file/
 * @see https://nginx.org/en/docs/dirindex.html
 */
export function findMisspeltKeys(
  trees: readonly TreeDocument[],
  sourceName: string,
  lines: readonly string[] = [],
): DraftFinding[] {
  return trees
    .flatMap((tree) => placesOf(tree).flatMap((place) => misspeltIn(place, tree, { sourceName, lines })))
    .concat(trees.flatMap((tree) => misspeltValues(tree, sourceName)))
    .concat(trees.flatMap((tree) => misspeltDirectives(tree, sourceName)))
    .slice(0, MAX_FINDINGS)
}

function placesOf(tree: TreeDocument): Place[] {
  if (tree.format === 'ini') return LEFT_OUT.isAbout('systemd') ? [] : unitPlaces(tree.root)
  if (tree.format !== 'yaml' && tree.format !== 'json') return []
  if (textAt(tree.root, 'apiVersion') !== undefined && textAt(tree.root, 'kind') !== undefined) return objectPlaces(tree.root)
  return isMap(child(tree.root, 'services')) ? composePlaces(tree.root) : []
}

/** Sections of a unit file, told by a section that only units have and by the rest of them. */
function unitPlaces(root: TreeNode): Place[] {
  if (!isMap(root) || (!root.entries.has('Unit') && !root.entries.has('Install') && !root.entries.has('Service'))) return []
  const keys: Readonly<Record<string, readonly string[]>> = systemd.keys
  const sections = [...root.entries].flatMap(([name, node]) => {
    const known = keys[name]
    return known === undefined ? [] : [{ path: [name], node, known, where: `[${name}]` }]
  })
  return [{ path: [], node: root, known: keys[''] ?? [], where: 'a unit file' }, ...sections]
}

function objectPlaces(root: TreeNode): Place[] {
  const { keys } = kubernetes
  const kind = textAt(root, 'kind') ?? ''
  const byKind: Readonly<Record<string, readonly string[]>> = keys
  // Only objects of Kubernetes' own groups: those of others have fields of their own.
  const isOwn = /^(?:v1|(?:apps|batch|autoscaling|policy)\/v\w+|[\w.]+\.k8s\.io\/v\w+)$/.test(textAt(root, 'apiVersion') ?? '')
  const own = isOwn && /^[A-Z]/.test(kind) ? (byKind[kind] ?? []) : []
  const spec = at(root, ['spec'], own, `a ${kind}`)
  const pods = isOwn ? podPath(kind) : undefined
  const ports =
    kind === 'Service'
      ? items(root, ['spec', 'ports']).flatMap((path) => at(root, path, keys.servicePort, 'a port of a Service'))
      : []
  return [
    ...(isOwn ? at(root, [], keys['/'], 'an object of Kubernetes') : []),
    ...at(root, ['metadata'], keys.metadata, 'metadata'),
    ...spec,
    ...ports,
    ...(pods === undefined ? [] : podPlaces(root, pods)),
  ]
}

function podPath(kind: string): Path | undefined {
  if (kind === 'Pod') return ['spec']
  if (kind === 'CronJob') return ['spec', 'jobTemplate', 'spec', 'template', 'spec']
  return TEMPLATED.includes(kind) ? ['spec', 'template', 'spec'] : undefined
}

function podPlaces(root: TreeNode, pods: Path): Place[] {
  const { keys } = kubernetes
  const containers = ['containers', 'initContainers'].flatMap((list) => items(root, [...pods, list]))
  return [
    ...at(root, pods, keys.podSpec, 'the specification of a pod'),
    ...containers.flatMap((path) => [
      ...at(root, path, keys.container, 'a container'),
      ...at(root, [...path, 'resources'], keys.resources, 'resources'),
      ...PROBES.flatMap((probe) => at(root, [...path, probe], keys.probe, 'a probe')),
      ...items(root, [...path, 'volumeMounts']).flatMap((mount) => at(root, mount, keys.volumeMount, 'a volume mount')),
      ...items(root, [...path, 'ports']).flatMap((port) => at(root, port, keys.containerPort, 'a port of a container')),
    ]),
  ]
}

function composePlaces(root: TreeNode): Place[] {
  const services = child(root, 'services')
  const names = isMap(services) ? [...services.entries.keys()] : []
  return [
    ...at(root, [], compose.keys['/'], 'a Compose file'),
    ...names.flatMap((name) => at(root, ['services', name], compose.keys.service, 'a service')),
  ]
}

type Within = { readonly sourceName: string; readonly lines: readonly string[] }

function misspeltIn({ path, node, known, where }: Place, tree: TreeDocument, { sourceName, lines }: Within): DraftFinding[] {
  if (!isMap(node)) return []
  const names = new Set(known)
  return [...node.entries].flatMap(([key, value]) => {
    // Extensions and anchors are meant to be unknown.
    if (names.has(key) || /^x-|^X-|^</.test(key)) return []
    const meant = nearestName(key, names)
    // The right key beside it: then this one is another of its kind, not a slip.
    if (meant === undefined || (node.entries.has(meant) && key.length < 6)) return []
    const line = lineOfKey(key, value, lines)
    return [
      draft({ sourceName, key, hint: `"${meant}" may be meant`, where, line, pointer: tree.pointer + pointerOf([...path, key]) }),
    ]
  })
}

/** A block begins on the line after its key. */
function lineOfKey(key: string, { line }: TreeNode, lines: readonly string[]): number {
  for (let above = line; above > Math.max(0, line - 4); above -= 1) if (lines[above - 1]?.includes(key) === true) return above
  return line
}

/**
 * Words of which systemd takes only some: `Restart=allways`, `Restart=sometimes`. It says so in its journal and goes on as if the
 * setting were not there.
 *
 * @see https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html
 */
function misspeltValues(tree: TreeDocument, sourceName: string): DraftFinding[] {
  if (tree.format !== 'ini') return []
  return Object.entries(systemd.values).flatMap(([section, settings]) =>
    Object.entries(settings).flatMap(([key, known]) => {
      const node = child(child(tree.root, section), key)
      const value = node?.kind === 'scalar' ? String(node.value) : ''
      // A specifier is put in when the unit is loaded.
      if (node === undefined || value === '' || value.includes('%') || known.includes(value)) return []
      const meant = nearestName(value, known)
      const hint = meant === undefined ? `it takes ${known.join(', ')}` : `"${meant}" may be meant`
      const pointer = tree.pointer + pointerOf([section, key])
      return [draft({ sourceName, key: clip(value, 40), hint, where: `${key}=`, line: node.line, pointer })]
    }),
  )
}

/** Blocks whose entries are values, or code of another language. */
const NO_DIRECTIVES = /^(?:map|geo|types|split_clients|charset_map)\b|_by_lua_block$/
const MAX_DIRECTIVES = 5000

/** Directives of nginx, at any depth: it does not start with one that it does not know. */
function misspeltDirectives(tree: TreeDocument, sourceName: string): DraftFinding[] {
  if (tree.format !== 'nginx' || !KNOWS_NGINX) return []
  const found: DraftFinding[] = []
  let room = MAX_DIRECTIVES
  const visit = (node: TreeNode, path: Path): void => {
    if (node.kind === 'list') node.items.forEach((item, index) => visit(item, [...path, index]))
    if (node.kind !== 'map') return
    for (const [key, value] of node.entries) {
      if ((room -= 1) < 0) return
      const [name = ''] = key.split(' ', 1)
      const own = [...path, key]
      if (isMap(value) && NO_DIRECTIVES.test(key)) continue
      const meant = directiveMeant(name)
      const line = value.kind === 'list' ? (value.items[0]?.line ?? value.line) : value.line
      const pointer = tree.pointer + pointerOf(own)
      if (meant !== undefined)
        found.push(
          draft({ sourceName, key: name, hint: `"${meant}" may be meant`, where: 'the configuration of nginx', line, pointer }),
        )
      visit(value, own)
    }
  }
  visit(tree.root, [])
  return found
}

const DIRECTIVES = new Set(nginx.directives)
const KNOWS_NGINX = !LEFT_OUT.isAbout('nginx')

/** Modules of others have names of their own: only a slip of a known name is one. */
function directiveMeant(name: string): string | undefined {
  if (DIRECTIVES.has(name) || !/^[a-z][a-z0-9_]{4,60}$/.test(name)) return undefined
  const near = nginx.directives.filter((known) => known[0] === name[0] && Math.abs(known.length - name.length) <= 2)
  return nearestName(name, near)
}

type Misspelt = {
  readonly sourceName: string
  readonly key: string
  readonly hint: string
  readonly where: string
  readonly line: number
  readonly pointer: string
}

function draft({ sourceName, key, hint, where, line, pointer }: Misspelt): DraftFinding {
  return {
    sourceName,
    kind: 'fault',
    check: 'misspelt-keys',
    title: `"${key}" means nothing in ${where}; ${hint}`,
    score: 0.55,
    severity: 'warn',
    count: 1,
    entities: [key],
    fault: plainFault('config', 'invalid', { entity: key, cause: `${key} is unknown` }),
    details: [`line ${line}`],
    places: [{ line, pointer }],
    predicates: [{ name: 'present', literals: [key], lines: [line] }],
  }
}

function at(root: TreeNode, path: Path, known: readonly string[], where: string): Place[] {
  const node = path.reduce<TreeNode | undefined>((from, step) => child(from, step), root)
  return node === undefined || known.length === 0 ? [] : [{ path, node, known, where }]
}

function items(root: TreeNode, path: Path): Path[] {
  const node = path.reduce<TreeNode | undefined>((from, step) => child(from, step), root)
  return node?.kind === 'list' ? node.items.map((_, index) => [...path, index]) : []
}

function child(node: TreeNode | undefined, step: string | number): TreeNode | undefined {
  if (node?.kind === 'map') return node.entries.get(String(step))
  return node?.kind === 'list' ? node.items[Number(step)] : undefined
}

function textAt(node: TreeNode, key: string): string | undefined {
  const found = child(node, key)
  return found?.kind === 'scalar' && typeof found.value === 'string' ? found.value : undefined
}

const isMap = (node: TreeNode | undefined): node is Extract<TreeNode, { kind: 'map' }> => node?.kind === 'map'
