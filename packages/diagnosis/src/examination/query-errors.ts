import type { TreeDocument, TreeNode } from '@faultmaven/config'
import { clip } from '../composition/clip.ts'
import type { DraftFinding } from '../draft.ts'
import { plainFault } from './structure-draft.ts'

/** Modes of the error types of the query API; others are failures. */
const MODES: Readonly<Record<string, string>> = {
  bad_data: 'invalid',
  timeout: 'timed-out',
  canceled: 'timed-out',
  unavailable: 'unreachable',
  not_found: 'not-found',
}
const SCORE = 0.8

/**
 * The reply of a Prometheus-like server that is no answer but an error: it says nothing of what was asked.
 * @see https://prometheus.io/docs/prometheus/latest/querying/api/#format-overview
 */
export function examineQueryErrors(trees: readonly TreeDocument[], sourceName: string): DraftFinding[] {
  return trees.flatMap(({ root, pointer }) => {
    const [status, type, error] = ['status', 'errorType', 'error'].map((key) => entryOf(root, key))
    if (status?.text !== 'error' || type === undefined || error === undefined) return []
    return [
      {
        sourceName,
        kind: 'fault',
        check: 'query-errors',
        title: clip(`The query was answered with an error (${type.text}): ${error.text}`, 200),
        score: SCORE,
        severity: 'error',
        count: 1,
        entities: [type.text],
        fault: plainFault('query', MODES[type.text] ?? 'failed', { cause: clip(error.text, 220), blames: 'caller' }),
        details: ['it holds no data: nothing can be said of what was asked for'],
        places: [{ line: error.line, pointer: `${pointer}/error` }],
        predicates: [{ name: 'configured', pointer: `${pointer}/error`, comparison: '=', value: error.text }],
      },
    ]
  })
}

function entryOf(root: TreeNode, key: string): { readonly text: string; readonly line: number } | undefined {
  const node = root.kind === 'map' ? root.entries.get(key) : undefined
  return node?.kind === 'scalar' && typeof node.value === 'string' ? { text: node.value, line: node.line } : undefined
}
