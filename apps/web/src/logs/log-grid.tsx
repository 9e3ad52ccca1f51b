/* oxlint-disable jsx-a11y/prefer-tag-over-role -- only the rows in view exist, which a table element cannot say */
import { type KeyboardEvent, type MouseEvent, useState } from 'react'
import { messageOf } from '../api/api-error.ts'
import { plural } from '../format/amounts.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { LogRow } from './log-row.tsx'
import { ROW_HEIGHT, rowsAt } from './scaled-scroll.ts'
import { useLinePages } from './use-line-pages.ts'
import { useScaledScroll } from './use-scaled-scroll.ts'

type Props = {
  readonly caseId: string
  readonly sourceId: string
  readonly name: string
  /** Lines of the source as far as they are known; the first page that arrives tells. */
  readonly lines: number
  /** Selected line, from 1. */
  readonly line: number | undefined
  readonly cited: ReadonlySet<number>
  /** Changes whenever the selected line was asked for and is to be centred. */
  readonly jump: number
  readonly onLine: (line: number) => void
}

/** A source of any length: only the rows in view exist, lines come from the server a page at a time. */
export function LogGrid({ caseId, sourceId, name, lines, line, cited, jump, onLine }: Props) {
  const [rows, setRows] = useState(lines)
  const { box, scale, top, onScroll } = useScaledScroll({ rows, line, jump })
  const range = rowsAt(scale, top)
  const pages = useLinePages(caseId, sourceId, rows === 0 ? { first: 0, end: 1 } : range)
  if (pages.total !== undefined && pages.total !== rows) setRows(pages.total)

  const click = (event: MouseEvent) => {
    const row = event.target instanceof Element && event.target.closest('[data-line]')
    // A click that ends a text selection is not a choice of a line.
    if (row && String(getSelection()) === '') onLine(Number(row.getAttribute('data-line')))
  }
  const keys = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    onLine(Math.max(1, Math.min(rows, (line ?? 0) + step)))
  }
  const drawn = Array.from({ length: Math.max(0, range.end - range.first) }, (_, at) => range.first + at)
  return (
    <div className="relative h-full">
      {/* The keyboard's way through the lines is on the grid itself, and j/k on the page. */}
      <div
        ref={box}
        role="grid"
        aria-label={`Lines of ${name}`}
        aria-rowcount={rows}
        aria-activedescendant={line !== undefined && line > range.first && line <= range.end ? `line-${line}` : undefined}
        aria-readonly
        tabIndex={0}
        onScroll={onScroll}
        onClick={click}
        onKeyDown={keys}
        className="h-full overflow-auto [overflow-anchor:none]"
      >
        <div role="presentation" style={{ height: scale.height }}>
          <div role="rowgroup" className="sticky top-0 h-0">
            {drawn.map((row) => (
              <LogRow
                key={row}
                row={row}
                offset={row * ROW_HEIGHT - top}
                line={pages.at(row)}
                selected={row + 1 === line}
                cited={cited.has(row + 1)}
              />
            ))}
          </div>
        </div>
      </div>
      {pages.error !== undefined && (
        <div className="absolute inset-x-4 top-4 shadow-lg">
          <Notice look="error" title="These lines could not be read">
            {messageOf(pages.error)}. Lines seen before are still here. <Button onClick={pages.retry}>Try again</Button>
          </Notice>
        </div>
      )}
      {line !== undefined && pages.total !== undefined && line > pages.total && (
        <div className="absolute inset-x-4 top-4">
          <Notice look="partial" title={`${name} has no line ${line}`}>
            It ends after {plural(pages.total, 'line')}.
          </Notice>
        </div>
      )}
    </div>
  )
}
