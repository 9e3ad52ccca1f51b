import type { CaseEvent } from '@faultmaven/contracts'
import { findTurn } from './case-record.ts'
import type { OpenCase } from './open-case.ts'

type Options = {
  /** Events after this id. @default 0, the whole log */
  readonly after?: number | undefined
  /** Only the events of this turn, and no more after its end. */
  readonly turnId?: string | undefined
  readonly signal?: AbortSignal | undefined
}
// A page is read when the reader asks for more: a slow one holds no more than this in memory.
const PAGE = 200

/** The event log of a case from an id on, and what comes, until the turn named has ended, the case ends or the reader leaves. */
export async function* readCaseEvents(openCase: OpenCase, { after = 0, turnId, signal }: Options): AsyncGenerator<CaseEvent> {
  const isLeft = () => signal?.aborted === true || openCase.isEnded()
  let cursor = after
  while (!isLeft()) {
    const page = await readPage(openCase, cursor)
    for (const event of page) {
      cursor = event.eventId
      if (turnId === undefined || event.turnId === turnId) yield event
    }
    if (isOver(openCase, turnId, cursor)) return
    if (page.length === 0 && openCase.state().lastEventId <= cursor) await openCase.changed(signal)
  }
}

/** A case that ends while its log is read has no events: its key is gone. */
async function readPage(openCase: OpenCase, after: number): Promise<readonly CaseEvent[]> {
  try {
    return await openCase.events(after, PAGE)
  } catch (error) {
    if (openCase.isEnded()) return []
    throw error
  }
}

/** A turn that was begun again is over at its last end, not at that of the attempt that was cut. */
function isOver(openCase: OpenCase, turnId: string | undefined, cursor: number): boolean {
  if (turnId === undefined) return false
  const turn = findTurn(openCase.state().record, turnId)
  return turn !== undefined && turn.endEventId !== undefined && turn.endEventId <= cursor
}
