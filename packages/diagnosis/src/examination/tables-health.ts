import type { DraftFinding } from '../draft.ts'
import { statePolarity } from './structure-polarity.ts'
import { parseQuantity, share } from './structure-quantity.ts'
import { cellUnder, inLineOrder, type RowView } from './tables-view.ts'

/** Rows that are as they should be, as one finding: "3 of 3 pods are Running". */
export function healthyRows(rows: readonly RowView[], findings: readonly DraftFinding[], sourceName: string): DraftFinding[] {
  const bad = new Set(findings.flatMap((finding) => finding.places.map((place) => place.line)))
  const well = rows.filter((row) => !bad.has(row.line) && isWell(row))
  const [first] = well
  if (!first) return findings.length > 0 ? [] : roomInMemory(rows, sourceName)
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

const MUCH_ROOM = 0.25

/**
 * `free` with room to spare: what programs can still have is `available`, of which the page cache is the greatest part.
 * @see free(1)
 */
function roomInMemory(rows: readonly RowView[], sourceName: string): DraftFinding[] {
  const row = rows.find(({ cells }) => /^mem:$/i.test(cells[0] ?? ''))
  const [total, available] = [/^total$/i, /^available$/i].map((name) => (row ? (cellUnder(row, name)?.value ?? '') : ''))
  const [all, room] = [parseQuantity(total), parseQuantity(available)]
  if (!row || !all || room === undefined || room / all < MUCH_ROOM) return []
  return [
    {
      sourceName,
      kind: 'healthy',
      check: 'table-limits',
      title: `${share(room / all)} of the memory is available (${available} of ${total}); buffers and page cache are given back when needed`,
      score: 0.4,
      count: 1,
      entities: [],
      details: [],
      places: [{ line: row.line }],
      predicates: [{ name: 'present', literals: inLineOrder(row, [total ?? '', available ?? '']), lines: [row.line] }],
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
