/* oxlint-disable jsx-a11y/prefer-tag-over-role -- only the rows in view exist, which a table element cannot say */
import type { ViewLine } from '@faultmaven/contracts'
import { memo } from 'react'
import { count } from '../format/amounts.ts'
import { visibleText } from '@faultmaven/report'
import { ROW_HEIGHT } from './scaled-scroll.ts'

const INK: Readonly<Record<string, string>> = { fatal: 'text-err', error: 'text-err', warn: 'text-warn' }

type Props = {
  readonly row: number
  /** Pixels from the top of the viewport. */
  readonly offset: number
  readonly line: ViewLine | undefined
  readonly selected: boolean
  readonly cited: boolean
}

/** One line: its number, its severity where it matters, its text. Rows are placed by transform, which shifts no layout. */
export const LogRow = memo(function LogRow({ row, offset, line, selected, cited }: Props) {
  const ground = selected ? 'bg-hit shadow-[inset_3px_0_0_var(--acc)]' : cited ? 'bg-hit/50' : ''
  return (
    <div
      role="row"
      id={`line-${row + 1}`}
      aria-rowindex={row + 1}
      aria-selected={selected}
      data-line={row + 1}
      className={`absolute top-0 left-0 flex min-w-full items-center font-mono text-xs whitespace-pre ${ground}`}
      style={{ height: ROW_HEIGHT, transform: `translateY(${offset}px)` }}
    >
      <span role="gridcell" className="w-24 shrink-0 pr-2 text-right text-mut select-none">
        {selected ? '▶ ' : cited ? '◆ ' : ''}
        {count(row + 1)}
      </span>
      <span
        role="gridcell"
        className={`w-12 shrink-0 font-semibold uppercase select-none ${INK[line?.severity ?? ''] ?? 'text-mut'}`}
      >
        {line?.severity && INK[line.severity] ? line.severity : ''}
      </span>
      <span role="gridcell" className={line ? '' : 'text-mut'}>
        {line ? visibleText(line.text) || ' ' : '…'}
        {line?.cut && <span className="text-warn"> (cut)</span>}
      </span>
    </div>
  )
})
