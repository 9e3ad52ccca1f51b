import { walkTree, type TreeNode } from '@faultmaven/config'
import type { DraftFinding, ExaminedSource } from '../draft.ts'
import { draftOf, plainFault, type Proof } from './structure-draft.ts'
import { parseQuantity } from './structure-quantity.ts'

type Size = Proof & { readonly text: string; readonly bytes: number }

/** Where a container keeps its memory limit: manifests, `kubectl describe`, Compose. */
const LIMITS = [
  ['resources', 'limits', 'memory'],
  ['Limits', 'memory'],
  ['deploy', 'resources', 'limits', 'memory'],
  ['mem_limit'],
] as const
/** Where the same container keeps what its program is started with. */
const SETTINGS = ['env', 'environment', 'Environment', 'args', 'Args', 'command', 'Command'] as const
/**
 * The most that a program lets its heap grow to.
 * @see https://docs.oracle.com/en/java/javase/21/docs/specs/man/java.html (-Xmx, -XX:MaxHeapSize)
 * @see https://nodejs.org/api/cli.html#--max-old-space-sizesize-in-mib
 */
const HEAP =
  /-(?:Xmx|XX:MaxHeapSize=)(?<java>\d{1,15})(?<unit>[kKmMgGtT]?)(?![\w.])|--max-old-space-size[= ](?<mebibytes>\d{1,9})(?![\w.])/
const JAVA_UNITS = new Map([
  ['', 1],
  ['k', 2 ** 10],
  ['m', 2 ** 20],
  ['g', 2 ** 30],
  ['t', 2 ** 40],
])

/** Containers whose program may let its heap grow to the memory limit or beyond: the kernel ends it before the program notices. */
export function findHeapsAboveLimit({ name: sourceName, trees }: ExaminedSource): DraftFinding[] {
  return trees.flatMap((tree) =>
    [...walkTree(tree)].flatMap(({ node, pointer, path }) => {
      const limit = limitOf(node, pointer)
      const heap = limit && heapOf(node, pointer)
      if (!heap || heap.bytes < limit.bytes) return []
      const name = nameOf(node) ?? String(path.at(-1) ?? '')
      return [
        draftOf({
          sourceName,
          kind: 'state',
          check: 'heap-above-limit',
          title: `${name} lets its heap grow to ${heap.text}, its memory limit is ${limit.text}: it is killed before the heap is full`,
          score: 0.86,
          severity: 'error',
          proofs: [heap, limit],
          entities: [name],
          fault: plainFault('memory', 'mismatched', { entity: name, blames: 'configuration' }),
          details: ['a process needs more than its heap: stacks, buffers and code count against the limit, too'],
        }),
      ]
    }),
  )
}

function limitOf(node: TreeNode, pointer: string): Size | undefined {
  for (const path of LIMITS) {
    const found = path.reduce<TreeNode | undefined>(
      (here, key) => (here?.kind === 'map' ? here.entries.get(key) : undefined),
      node,
    )
    const text = textOf(found)
    // Compose writes `512m` for mebibytes, Kubernetes for thousandths of a byte: nobody means those.
    const bytes =
      text === undefined
        ? undefined
        : parseQuantity(text.replace(/^(\d+)([kmg])b?$/, (_, amount, unit) => `${amount}${unit.toUpperCase()}i`))
    if (text !== undefined && bytes !== undefined) return { pointer: `${pointer}/${path.join('/')}`, node: found, text, bytes }
  }
  return undefined
}

function heapOf(node: TreeNode, pointer: string): Size | undefined {
  for (const key of SETTINGS) {
    const settings = node.kind === 'map' ? node.entries.get(key) : undefined
    if (!settings) continue
    for (const { node: one, pointer: at } of walkTree({ format: 'yaml', root: settings, pointer: '' })) {
      const heap = HEAP.exec(textOf(one)?.slice(0, 2000) ?? '')
      if (!heap) continue
      const { java, unit = '', mebibytes } = heap.groups ?? {}
      const bytes = java === undefined ? Number(mebibytes) * 2 ** 20 : Number(java) * (JAVA_UNITS.get(unit.toLowerCase()) ?? 1)
      return { pointer: `${pointer}/${key}${at}`, node: one, text: heap[0], bytes }
    }
  }
  return undefined
}

function nameOf(node: TreeNode): string | undefined {
  return node.kind === 'map' ? (textOf(node.entries.get('name')) ?? textOf(node.entries.get('container_name'))) : undefined
}

function textOf(node: TreeNode | undefined): string | undefined {
  return node?.kind === 'scalar' && node.value !== null ? String(node.value) : undefined
}
