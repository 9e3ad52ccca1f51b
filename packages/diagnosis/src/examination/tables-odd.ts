import type { DraftFinding } from '../draft.ts'
import { plainFault } from './structure-draft.ts'
import { rowDraft, type RowView } from './tables-view.ts'

const COMPARABLE = /^(?:version|image|status|state|os-image|kernel-version|container-runtime|revision|role)$/i
const MIN_ROWS = 4

/** One row whose version or state is another than that of all the others. */
export function oddRows(rows: readonly RowView[], sourceName: string): DraftFinding[] {
  const columns = rows[0]?.columns ?? []
  if (rows.length < MIN_ROWS) return []
  return columns.flatMap((column, index) => {
    if (!COMPARABLE.test(column)) return []
    const groups = new Map<string, RowView[]>()
    for (const row of rows) groups.set(row.cells[index] ?? '', [...(groups.get(row.cells[index] ?? '') ?? []), row])
    const [common, odd] = [...groups].sort((a, b) => b[1].length - a[1].length)
    const [one] = odd?.[1] ?? []
    if (!common || !odd || !one || groups.size !== 2 || odd[1].length !== 1 || odd[0] === '') return []
    const title = `${one.name} differs from the other ${common[1].length}: ${column.toLowerCase()} is ${odd[0]}, theirs ${common[0]}`
    return [
      rowDraft(one, {
        sourceName,
        check: 'odd-one-out',
        title,
        score: 0.28,
        fault: plainFault('config', 'mismatched', { entity: one.name }),
        cells: [odd[0]],
      }),
    ]
  })
}
