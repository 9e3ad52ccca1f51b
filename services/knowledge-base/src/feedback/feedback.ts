import type { DocumentFeedback } from '@faultmaven/contracts'
import type { Principal } from '@faultmaven/rpc'
import type { Kv } from '@faultmaven/storage'

type Word = { readonly verdict: 'helped' | 'misled'; readonly teamIds: readonly string[] }
/** By user. */
type Words = Readonly<Record<string, Word>>
export type Verdict = Word['verdict'] | 'withdrawn'
export type Counts = { readonly helped: number; readonly misled: number }
const PREFIX = 'knowledge/feedback/'
const PAGE = 1000
/** How far the words of a team can move a score, up or down. */
const REACH = 0.3
/** So many words without contradiction move it half of that. */
const HALFWAY = 3
const SILENCE: Counts = { helped: 0, misled: 0 }

/**
 * What users said of documents: the last word of each, which counts within the teams that they were in. In memory, too: each search asks
 * for many documents, of which few have any.
 */
export function createFeedback(kv: Kv) {
  const said = new Map<string, Words>()

  return {
    /** To be awaited before anything else. */
    async load(): Promise<void> {
      for (let after = ''; ;) {
        const page = await kv.list(PREFIX, { after, limit: PAGE })
        for (const { key, value } of page) said.set(key.slice(PREFIX.length), JSON.parse(Buffer.from(value).toString()))
        const last = page.at(-1)
        if (page.length < PAGE || !last) return
        after = last.key
      }
    },
    async give(documentId: string, verdict: Verdict, { userId, teamIds }: Principal): Promise<void> {
      const { [userId]: _before, ...others } = said.get(documentId) ?? {}
      const words = verdict === 'withdrawn' ? others : { ...others, [userId]: { verdict, teamIds } }
      said.set(documentId, words)
      await kv.set(PREFIX + documentId, Buffer.from(JSON.stringify(words)))
    },
    /** What the caller and the members of the caller's teams said. */
    count(documentId: string, { userId, teamIds }: Principal): Counts {
      const words = said.get(documentId)
      if (!words) return SILENCE
      const heard = Object.entries(words).filter(
        ([user, word]) => user === userId || word.teamIds.some((team) => teamIds.includes(team)),
      )
      const helped = heard.filter(([, { verdict }]) => verdict === 'helped').length
      return { helped, misled: heard.length - helped }
    },
    /** The same, with the caller's own word. */
    tell(documentId: string, principal: Principal): DocumentFeedback {
      const word = said.get(documentId)?.[principal.userId]
      return { ...this.count(documentId, principal), ...(word && { said: word.verdict }) }
    },
    /** The document was removed, and its words with it. */
    forget: (documentId: string): void => void said.delete(documentId),
  }
}
export type FeedbackStore = ReturnType<typeof createFeedback>

/** What a score is multiplied with: 1 without words, within 1 ± {@link REACH} with many. */
export function weighFeedback({ helped, misled }: Counts): number {
  return 1 + (REACH * (helped - misled)) / (helped + misled + HALFWAY)
}
