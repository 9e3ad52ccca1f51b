import type { Table } from '@faultmaven/commands'
import type { DraftFinding } from '../draft.ts'
import { distinct } from './structure-draft.ts'
import { dominantStatement } from './tables-dominance.ts'
import { groupStates } from './tables-group.ts'
import { examineProcesses } from './process-states.ts'
import { examineRow } from './tables-row.ts'
import { rowView } from './tables-view.ts'
import { apartRows } from './tables-apart.ts'
import { examineSessions } from './sessions.ts'
import { examineRelation } from './tables-relations.ts'
import { oddRows } from './tables-odd.ts'
import { healthyRows } from './tables-health.ts'

const MAX_ROWS = 5000

/**
 * What the columns of command-line tables say, whatever the tool: states, `x/y` cells, restarts, use percentages, used and limit
 * columns, queues and lag, rows in the same bad state as one; a row whose state differs from all others; and how many rows are well. Best first.
 */
export function examineTables(tables: readonly Table[], sourceName: string): DraftFinding[] {
  return distinct(
    tables.flatMap((table) => {
      const rows = table.rows.slice(0, MAX_ROWS).map((row) => rowView(table, row))
      const findings = groupStates(
        rows,
        rows.map((row) => examineRow(row, sourceName)),
      )
      return [
        ...findings,
        ...rows.flatMap((row) => examineRelation(row, sourceName)),
        ...oddRows(rows, sourceName),
        ...apartRows(rows, sourceName),
        ...examineSessions(rows, sourceName),
        ...examineProcesses(rows, sourceName),
        ...dominantStatement(rows, sourceName),
        ...healthyRows(rows, findings, sourceName),
      ]
    }),
  ).slice(0, 300)
}
