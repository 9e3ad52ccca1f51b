import type { DraftFinding } from '../draft.ts'
import { statePolarity } from './structure-polarity.ts'
import { cellUnder, inLineOrder, type RowView } from './tables-view.ts'

/** Rows that are as they should be, as one finding: "3 of 3 pods are Running". */
export function healthyRows(rows: readonly RowView[], findings: readonly DraftFinding[], sourceName: string): DraftFinding[] {
  const bad = new Set(findings.flatMap((finding) => finding.places.map((place) => place.line)))
  const well = rows.filter((row) => !bad.has(row.line) && isWell(row))
  const [first] = well
  if (!first) return []
  const state = stateCell(first)?.value ?? 'ready'
  const all = well.length === rows.length
  return [
    {
      sourceName,
      kind: 'healthy',
      check: 'state-as-wanted',
      title: `${well.length} of ${rows.length} ${first.kind === '' ? 'rows' : `${first.kind}s`} are ${state}: ${well
        .slice(0, 3)
        .map((row) => row.name)
        .join(', ')}${well.length > 3 ? ' and more' : ''}`,
      score: all ? 0.4 : 0.2,
      count: well.length,
      entities: well.slice(0, 20).map((row) => row.name),
      details: [],
      places: well.slice(0, 3).map((row) => ({ line: row.line })),
      predicates: well.slice(0, 1).map((row) => ({
        name: 'present',
        literals: inLineOrder(row, [row.name, stateCell(row)?.value ?? '']),
        lines: [row.line],
      })),
    },
  ]
}

function isWell(row: RowView): boolean {
  const cell = stateCell(row)
  if (cell && /^Up\b(?!.*(?:unhealthy|paused))/.test(cell.value)) return true
  const fraction = /^(\d+)\/(\d+)$/.exec(cellUnder(row, /^ready$/i)?.value ?? '')
  if (fraction && fraction[1] !== fraction[2]) return false
  return cell !== undefined && statePolarity(cell.value) === 'good'
}

const stateCell = (row: RowView) => cellUnder(row, /^(?:status|state|health|phase|active)$/i)
