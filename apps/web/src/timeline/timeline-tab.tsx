import type { Finding, Source } from '@faultmaven/contracts'
import { useMutation } from '@tanstack/react-query'
import { ZoomOut } from 'lucide-react'
import { useState } from 'react'
import { messageOf } from '../api/api-error.ts'
import { findRecords } from '../api/find-records.ts'
import { timeRange } from '../format/time.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ScrollRegion } from '../ui/scroll-region.tsx'
import { useEvidenceLinks } from '../workspace/evidence-link.ts'
import { EventList } from './event-list.tsx'
import { bucketAt } from './lane-shape.ts'
import { Lanes } from './lanes.tsx'
import { spanOf, type TimeSpan, unionOf } from './time-axis.ts'

type Props = {
  readonly caseId: string
  readonly sources: readonly Source[]
  readonly findings: readonly Finding[]
  readonly running: boolean
}

/** Every source on one clock, and below it the findings in the order they happened. */
export function TimelineTab({ caseId, sources, findings, running }: Props) {
  const [zoom, setZoom] = useState<TimeSpan>()
  const jump = useJumpToTime(caseId)
  const timed = sources.filter(({ histogram }) => histogram !== undefined && histogram.total.length > 0)
  const whole = unionOf(timed.flatMap(({ histogram }) => (histogram ? [spanOf(histogram.interval)] : [])))
  if (!whole && !running && findings.some(({ interval }) => interval !== undefined)) {
    return (
      <ScrollRegion label="Timeline" className="h-full">
        <EventList findings={findings} />
      </ScrollRegion>
    )
  }
  if (!whole) {
    return running ? (
      <EmptyState title="No timeline yet">Lanes appear when the first source with time stamps has been read.</EmptyState>
    ) : (
      <EmptyState title={sources.length === 0 ? 'No data was sent' : 'Nothing here has a time'}>
        {sources.length > 0 && 'No source carries time stamps that could be read. '}Logs with a time on each line, traces and
        metrics make a timeline; the other tabs work without.
      </EmptyState>
    )
  }
  const span = zoom ?? whole
  return (
    <div className="flex h-full flex-col">
      <div className="flex h-9 shrink-0 items-center gap-3 border-b border-line px-3 text-mut">
        <span className="min-w-0 flex-1 truncate">
          {timeRange(new Date(span.from).toISOString(), new Date(span.to).toISOString())}
        </span>
        <output className="truncate">
          {jump.isPending
            ? 'Looking for the line…'
            : jump.error
              ? messageOf(jump.error)
              : jump.data === 'none'
                ? 'No line has a time in that bucket'
                : ''}
        </output>
        <Button onClick={() => setZoom(undefined)} disabled={!zoom}>
          <ZoomOut size={13} aria-hidden />
          All
        </Button>
      </div>
      <ScrollRegion label="Timeline" className="min-h-0 flex-1">
        <Lanes
          sources={timed}
          findings={findings}
          span={span}
          onZoom={setZoom}
          onPick={(source, at) => jump.mutate({ source, at })}
        />
        {/* In their order in time, new ones would push down what is being read. */}
        {!running && <EventList findings={findings} />}
      </ScrollRegion>
    </div>
  )
}

/** Opens the first line of the bucket at a time. */
function useJumpToTime(caseId: string) {
  const { open } = useEvidenceLinks()
  return useMutation({
    mutationFn: async ({ source, at }: { source: Source; at: number }) => {
      const bucket = source.histogram && bucketAt(source.histogram, at)
      if (!bucket) return 'none'
      const window = { from: new Date(bucket.from).toISOString(), to: new Date(bucket.to).toISOString() }
      const filter = { sourceIds: [source.id], ...window }
      const [first] = (await findRecords({ caseId, filter, limit: 1, count: false })).records
      if (!first) return 'none'
      open(first)
      return 'opened'
    },
  })
}
