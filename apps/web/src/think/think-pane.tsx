import { type ReactNode, useEffect, useEffectEvent, useRef } from 'react'
import type { CaseFacts } from '../case/case-facts.ts'
import type { CaseView } from '../case/case-view.ts'
import type { Upload } from '../compose/uploads.tsx'
import { ScrollRegion } from '../ui/scroll-region.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { PastTurn } from './past-turn.tsx'
import { TurnCard } from './turn-card.tsx'

type Props = {
  readonly view: CaseView
  readonly facts: CaseFacts
  readonly upload: Upload | undefined
  /** Whether turns of an existing case are on their way. */
  readonly opening: boolean
  /** Connection trouble and failed uploads, above the composer. */
  readonly notices: ReactNode
  readonly composer: ReactNode
}

/** What we think: the turns of the case, the newest open, and the box for the next question. */
export function ThinkPane({ view, facts, upload, opening, notices, composer }: Props) {
  const pending = upload && !view.turns.some(({ turnId }) => turnId === upload.turnId) ? upload : undefined
  const past = pending ? view.turns : view.turns.slice(0, -1)
  const current = pending ? undefined : view.turns.at(-1)
  const newest = useRef<HTMLDivElement>(null)
  const currentId = pending?.turnId ?? current?.turnId
  // A turn the user sent is shown from its top; nothing scrolls by itself after that.
  const showNewest = useEffectEvent((turnId: string | undefined) => {
    if (turnId !== undefined && past.length > 0) newest.current?.scrollIntoView({ block: 'start' })
  })
  useEffect(() => showNewest(currentId), [currentId])
  return (
    <div className="flex h-full min-h-0 flex-col">
      <ScrollRegion label="Investigation" className="min-h-0 flex-1 p-3 [scrollbar-gutter:stable]">
        {past.map((turn) => (
          <PastTurn key={turn.turnId} turn={turn} claims={facts.claims} />
        ))}
        {currentId === undefined && opening && <Skeleton rows={8} label="Opening the case" />}
        <div ref={newest}>
          {currentId !== undefined && (
            <TurnCard
              key={currentId}
              turn={current}
              upload={upload?.turnId === currentId ? upload : undefined}
              earlierBoard={facts.board}
              claims={facts.claims}
              examined={facts}
            />
          )}
        </div>
      </ScrollRegion>
      <div className="max-h-[55%] overflow-auto border-t border-line p-3">
        {notices}
        {composer}
      </div>
    </div>
  )
}
