import type { dataProcessing, LiveQuery, LiveSource, Source } from '@faultmaven/contracts'
import { type CallContext, type Client, toProblemError } from '@faultmaven/rpc'

/** The live sources of one turn, asked one query after another. */
export type LiveDesk = {
  readonly sources: readonly LiveSource[]
  query(source: string, query: LiveQuery, context: CallContext): Promise<LiveAnswer>
  /** What could not be asked, a sentence each, for the answer. */
  readonly troubles: () => readonly string[]
}
export type LiveAnswer =
  | { readonly outcome: 'answered'; readonly sources: readonly Source[] }
  | { readonly outcome: 'failed'; readonly why: string; readonly said?: string | undefined }

type Deps = {
  readonly dataProcessing: Client<typeof dataProcessing>
  readonly caseId: string
  /** Of data-processing; open. */
  readonly turnId: string
  readonly sources: readonly LiveSource[]
}

/** A model that asks on and on must not fill a case with replies. */
const MAX_QUERIES = 20

export function createLiveDesk({ dataProcessing, caseId, turnId, sources }: Deps): LiveDesk {
  const troubles = new Set<string>()
  let asked = 0
  return {
    sources,
    async query(source, query, context) {
      const name = sources.find((one) => one.name === source)?.name ?? 'A live source that is not attached'
      const note = (why: string) => troubles.add(`${name} could not be asked (${query.operation}): ${why}`)
      if (asked >= MAX_QUERIES) {
        const why = `No more than ${MAX_QUERIES} queries are made in a turn`
        note(why)
        return { outcome: 'failed', why }
      }
      const ordinal = asked
      asked += 1
      try {
        const reply = await dataProcessing.queryLiveSource({ caseId, turnId, ordinal, source, query }, context)
        if (reply.outcome === 'failed') note(reply.why)
        return reply
      } catch (error) {
        // The model learns of it by its tool, the user by the answer.
        note(toProblemError(error).message)
        throw error
      }
    },
    troubles: () => [...troubles],
  }
}
