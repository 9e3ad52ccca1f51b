import type { Principal } from '@faultmaven/rpc'
import type { Kv } from '@faultmaven/storage'

type Word = { readonly verdict: 'helped' | 'misled'; readonly teamIds: readonly string[] }
export type Verdict = Word['verdict'] | 'withdrawn'
export type Counts = { readonly helped: number; readonly misled: number }
/** How far the words of a team can move a score, up or down. */
const REACH = 0.3
/** So many words without contradiction move it half of that. */
const HALFWAY = 3

/** What users said of documents: the last word of each, under the document's key. It counts within the teams that they were in. */
export function createFeedback(kv: Kv) {
  const nameOf = (documentId: string) => `knowledge/feedback/${documentId}`

  async function read(documentId: string): Promise<{ words: Record<string, Word>; version: number }> {
    const entry = await kv.get(nameOf(documentId))
    if (!entry) return { words: {}, version: 0 }
    return { words: JSON.parse(Buffer.from(entry.value).toString()), version: entry.version }
  }
  return {
    async give(documentId: string, verdict: Verdict, { userId, teamIds }: Principal): Promise<void> {
      for (;;) {
        const { words, version } = await read(documentId)
        const { [userId]: _before, ...others } = words
        const after = verdict === 'withdrawn' ? others : { ...others, [userId]: { verdict, teamIds } }
        if ((await kv.compareAndSet(nameOf(documentId), version, Buffer.from(JSON.stringify(after)))) !== undefined) return
      }
    },
    /** What the caller and the members of the caller's teams said. */
    async count(documentId: string, { userId, teamIds }: Principal): Promise<Counts> {
      const { words } = await read(documentId)
      const heard = Object.entries(words).filter(
        ([user, word]) => user === userId || word.teamIds.some((team) => teamIds.includes(team)),
      )
      const helped = heard.filter(([, { verdict }]) => verdict === 'helped').length
      return { helped, misled: heard.length - helped }
    },
  }
}
export type FeedbackStore = ReturnType<typeof createFeedback>

/** What a score is multiplied with: 1 without words, within 1 ± {@link REACH} with many. */
export function weighFeedback({ helped, misled }: Counts): number {
  return 1 + (REACH * (helped - misled)) / (helped + misled + HALFWAY)
}
