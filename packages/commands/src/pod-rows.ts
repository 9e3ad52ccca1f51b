import type { Table, TextLine } from './table.ts'

const ROW =
  /^(\S{1,253})\s+(\d{1,4}\/\d{1,4})\s+([A-Z][\w:/]{2,60})\s+(\d{1,6}(?: \([^)]{1,40}\))?)\s+(\d[\dsmhdy]{1,20})(?:\s|$)/
const NAMESPACED = /^(\S{1,63})\s+(?=\S{1,253}\s+\d{1,4}\/\d{1,4}\s)/

/** Rows of `kubectl get pods` without their header, as `grep` leaves them: `name 0/1 Status restarts age …`. */
export function readPodRows(block: readonly TextLine[]): Table | undefined {
  const rows = block.map(({ text, line }) => ({ line, cells: podCells(text) })).filter((row) => row.cells.length > 0)
  if (rows.length === 0 || rows.length < block.length * 0.8) return undefined
  return { columns: ['NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE'], rows }
}

function podCells(text: string): string[] {
  const direct = ROW.exec(text) ?? ROW.exec(text.replace(NAMESPACED, ''))
  return direct ? direct.slice(1, 6) : []
}
