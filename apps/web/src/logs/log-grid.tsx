import { type KeyboardEvent, type MouseEvent, type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react'
import { messageOf } from '../api/api-error.ts'
import { plural } from '../format/amounts.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { LogRow } from './log-row.tsx'
import { ROW_HEIGHT, rowsAt, type Scale, scaleOf, scrollTopOf, topAfterScroll, topToShow } from './scaled-scroll.ts'
import { useLinePages } from './use-line-pages.ts'

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
  const box = useRef<HTMLDivElement>(null)
  const viewport = useHeight(box)
  const [rows, setRows] = useState(lines)
  const scale = scaleOf(rows, viewport)
  const { top, onScroll } = useScaledScroll(box, scale, line, jump)
  const range = rowsAt(scale, top)
  const pages = useLinePages(caseId, sourceId, rows === 0 ? { first: 0, end: 1 } : range)
  if (pages.total !== undefined && pages.total !== rows) setRows(pages.total)

  const click = (event: MouseEvent) => {
    const row = (event.target as Element).closest('[data-line]')
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
        className="h-full overflow-auto"
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

/** Height of the element, at most the window's, so that a missing style never draws a million rows. */
function useHeight(box: RefObject<HTMLDivElement | null>): number {
  const [height, setHeight] = useState(600)
  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const measure = () => setHeight(Math.min(innerHeight, Math.max(ROW_HEIGHT, element.clientHeight)))
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [box])
  return height
}

/** The document offset of the viewport; follows the scroll position, and the selected line when that is asked for. */
function useScaledScroll(box: RefObject<HTMLDivElement | null>, scale: Scale, line: number | undefined, jump: number) {
  const [top, setTop] = useState(0)
  const now = useRef({ top: 0, scrollTop: 0, frame: 0, jump: -1 })
  const onScroll = useCallback(() => {
    const to = box.current?.scrollTop ?? 0
    const { current } = now
    if (to === current.scrollTop) return
    current.top = topAfterScroll(scale, { top: current.top, from: current.scrollTop, to })
    current.scrollTop = to
    current.frame ||= requestAnimationFrame(() => {
      current.frame = 0
      setTop(current.top)
    })
  }, [box, scale.rows, scale.viewport])

  useLayoutEffect(() => {
    const { current } = now
    if (line === undefined || scale.rows === 0 || !box.current) return
    const how = current.jump === jump ? 'nearest' : 'centre'
    current.jump = jump
    const wanted = topToShow(scale, line - 1, current.top, how)
    if (wanted === current.top) return
    current.top = wanted
    box.current.scrollTop = scrollTopOf(scale, wanted)
    // What the browser made of it, so that the scroll event that follows is no move.
    current.scrollTop = box.current.scrollTop
    setTop(wanted)
  }, [line, jump, scale.rows, scale.viewport])
  return { top, onScroll }
}
