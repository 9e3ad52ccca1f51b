import type { Finding, Source } from '@faultmaven/contracts'
import { type PointerEvent, useState } from 'react'
import { count, plural } from '../format/amounts.ts'
import { fullTime } from '../format/time.ts'
import { visibleText } from '@faultmaven/report'
import { SourceName } from '../ui/source-name.tsx'
import { useMedia } from '../ui/use-media.ts'
import { bucketAt, firstError, LANE, laneShape } from './lane-shape.ts'
import { shareOf, tickLabel, ticksOf, type TimeSpan, zoomTo } from './time-axis.ts'

/** More lanes than this are no overview. */
const MOST = 40
const CLICK_SHARE = 0.008

type Props = {
  readonly sources: readonly Source[]
  readonly findings: readonly Finding[]
  readonly span: TimeSpan
  readonly onZoom: (span: TimeSpan) => void
  readonly onPick: (source: Source, at: number) => void
}

/** A lane a source: how many lines, spans or points when, the errors among them. A drag zooms, a click opens the first line there. */
export function Lanes({ sources, findings, span, onZoom, onPick }: Props) {
  const [pointer, setPointer] = useState<number>()
  const [anchor, setAnchor] = useState<number>()
  // In the order they came, so that a lane stays where it is; only a crowd is reduced to those with errors.
  const lanes = sources.length <= MOST ? sources : [...sources].sort((a, b) => errorsOf(b) - errorsOf(a)).slice(0, MOST)
  const at = pointer === undefined ? undefined : span.from + pointer * (span.to - span.from)
  const marks = marksOf(findings)
  const release = (source: Source, share: number) => {
    const dragged = anchor !== undefined && Math.abs(share - anchor) > CLICK_SHARE
    if (dragged) onZoom(zoomTo(span, anchor, share))
    else onPick(source, span.from + share * (span.to - span.from))
    setAnchor(undefined)
  }
  return (
    <div className="p-3" onPointerLeave={() => (setPointer(undefined), setAnchor(undefined))}>
      <div className="mb-1 h-5 text-right text-xs text-mut">
        {at === undefined ? 'click opens the line, drag zooms' : fullTime(new Date(at).toISOString())}
      </div>
      <Ticks span={span} />
      {lanes.map((source) => (
        <Lane
          key={source.id}
          {...{ source, span, marks, at, pointer, anchor }}
          onMove={setPointer}
          onPress={setAnchor}
          onRelease={(share) => release(source, share)}
        />
      ))}
      {sources.length > lanes.length && (
        <p className="mt-1 text-mut">
          The {MOST} sources with the most errors of {count(sources.length)} are drawn; the Sources tab lists all.
        </p>
      )}
    </div>
  )
}

/** Marks of the best findings: more would hide the lanes. */
function marksOf(findings: readonly Finding[]): Mark[] {
  const worth = findings.filter(({ kind }) => kind !== 'healthy' && kind !== 'instruction')
  return worth.slice(0, 12).flatMap(({ interval, kind, id }) => (interval ? [{ id, kind, at: Date.parse(interval.from) }] : []))
}

type Mark = { readonly id: string; readonly kind: Finding['kind']; readonly at: number }
type LaneProps = {
  readonly source: Source
  readonly span: TimeSpan
  readonly marks: readonly Mark[]
  /** Time under the pointer, in any lane: one cursor for all. */
  readonly at: number | undefined
  readonly pointer: number | undefined
  readonly anchor: number | undefined
  readonly onMove: (share: number) => void
  readonly onPress: (share: number) => void
  readonly onRelease: (share: number) => void
}

function Lane({ source, span, marks, at, pointer, anchor, onMove, onPress, onRelease }: LaneProps) {
  const { histogram } = source
  if (!histogram) return null
  const { total, errors } = laneShape(histogram, span)
  const bucket = at === undefined ? undefined : bucketAt(histogram, at)
  const x = (time: number) => shareOf(span, time) * LANE.width
  return (
    <div className="mb-1 flex items-center gap-2">
      <span className="w-36 shrink-0 truncate text-right max-sm:w-20" title={visibleText(source.name)}>
        <SourceName name={source.name} short />
      </span>
      <button
        type="button"
        aria-label={laneLabel(source)}
        onPointerMove={(event) => onMove(shareUnder(event))}
        onPointerDown={(event) => onPress(shareUnder(event))}
        onPointerUp={(event) => onRelease(shareUnder(event))}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== ' ') return
          event.preventDefault()
          onRelease(Math.max(0, Math.min(1, shareOf(span, firstError(histogram) ?? span.from))))
        }}
        className="h-9 min-w-0 flex-1 touch-none rounded bg-panel"
      >
        <svg
          viewBox={`0 0 ${LANE.width} ${LANE.height}`}
          preserveAspectRatio="none"
          className="block h-full w-full"
          aria-hidden="true"
        >
          <path d={total} className="fill-mut" opacity="0.5" />
          <path d={errors} className="fill-err" />
          {marks.map((mark) => (
            <line
              key={mark.id}
              x1={x(mark.at)}
              x2={x(mark.at)}
              y1="0"
              y2={LANE.height}
              className={mark.kind === 'change' ? 'stroke-warn' : 'stroke-err'}
              strokeWidth="1.5"
              strokeDasharray={mark.kind === 'change' ? '3 2' : undefined}
              opacity="0.55"
              vectorEffect="non-scaling-stroke"
            />
          ))}
          {anchor !== undefined && pointer !== undefined && (
            <rect
              x={Math.min(anchor, pointer) * LANE.width}
              width={Math.abs(pointer - anchor) * LANE.width}
              y="0"
              height={LANE.height}
              className="fill-acc"
              opacity="0.25"
            />
          )}
          {pointer !== undefined && (
            <line
              x1={pointer * LANE.width}
              x2={pointer * LANE.width}
              y1="0"
              y2={LANE.height}
              className="stroke-acc"
              vectorEffect="non-scaling-stroke"
            />
          )}
        </svg>
      </button>
      <span className="w-28 shrink-0 text-xs text-mut max-sm:hidden">
        {bucket ? (
          <>
            {plural(bucket.lines, unitOf(source))}
            <br />
            {plural(bucket.errors, 'error')}
          </>
        ) : (
          plural(errorsOf(source), 'error')
        )}
      </span>
    </div>
  )
}

function Ticks({ span }: { readonly span: TimeSpan }) {
  const narrow = useMedia('(max-width: 640px)')
  return (
    <div aria-hidden className="flex gap-2 text-[11px] text-mut">
      <span className="w-36 shrink-0 text-right max-sm:w-20">UTC</span>
      <div className="relative h-4 min-w-0 flex-1">
        {ticksOf(span, narrow ? 3 : 6).map((at) => (
          <span
            key={at}
            className={`absolute whitespace-nowrap ${shareOf(span, at) < 0.05 ? '' : shareOf(span, at) > 0.95 ? '-translate-x-full' : '-translate-x-1/2'}`}
            style={{ left: `${shareOf(span, at) * 100}%` }}
          >
            {tickLabel(span, at)}
          </span>
        ))}
      </div>
      <span className="w-28 shrink-0 max-sm:hidden" />
    </div>
  )
}

function shareUnder(event: PointerEvent): number {
  const { left, width } = event.currentTarget.getBoundingClientRect()
  return Math.max(0, Math.min(1, (event.clientX - left) / width))
}

function errorsOf({ histogram }: Source): number {
  return histogram?.errors.reduce((sum, value) => sum + value, 0) ?? 0
}

/** What is counted in a lane. */
function unitOf({ kind }: Source): string {
  return kind === 'trace' ? 'span' : kind === 'metrics' ? 'point' : 'line'
}

function laneLabel(source: Source): string {
  const { histogram } = source
  const first = histogram && firstError(histogram)
  const errors =
    first === undefined
      ? 'no errors'
      : `${plural(errorsOf(source), 'error')}, the first around ${fullTime(new Date(first).toISOString())}`
  const entries = histogram?.total.reduce((sum, value) => sum + value, 0) ?? 0
  const held = source.kind === 'log' ? plural(source.coverage?.lines ?? 0, 'line') : plural(entries, unitOf(source))
  return `${visibleText(source.name)}: ${held}, ${errors}. Opens the first line there`
}
