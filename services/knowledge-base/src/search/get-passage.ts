import type { ResolvedPassage } from '@faultmaven/contracts'
import { formatCitation, isSamePlace, parseCitation } from '@faultmaven/retrieval'
import { type Principal, ProblemError } from '@faultmaven/rpc'
import { mayRead } from '../documents/access.ts'
import type { DocumentStore } from '../documents/document-store.ts'
import type { FeedbackStore } from '../feedback/feedback.ts'

/**
 * The passage that a citation names, as it stands in the version that is found now: the same words, wherever they moved to. Words that
 * were changed are gone.
 * @throws {ProblemError} `document.not_found` when the document was removed, never was, or is not the caller's to see
 */
export async function getPassage(
  citation: string,
  { store, feedback }: { readonly store: DocumentStore; readonly feedback: FeedbackStore },
  principal: Principal,
): Promise<ResolvedPassage> {
  const cited = parseCitation(citation)
  const record = cited && store.get(cited.documentId)
  if (!cited || !record || !mayRead(record, principal)) throw new ProblemError('document.not_found')
  const { documentId, name, searchable } = record
  if (!searchable) return { state: 'gone', why: 'No version of the document could be read yet' }
  const places = await store.places(documentId, cited.version)
  if (!places) return { state: 'gone', why: `There is no version ${cited.version} of the document that could be read` }
  const place = places.find((one) => isSamePlace(one, cited))
  if (!place) return { state: 'gone', why: `Version ${cited.version} has no passage at these lines` }
  const alike = (await store.passages(documentId)).filter(({ hash }) => hash === place.hash)
  // The same words may stand in a document twice: those under the same heading are meant, else the nearest.
  const found = alike.find(({ anchor }) => anchor === place.anchor) ?? nearest(alike, place.fromLine)
  if (!found) {
    return {
      state: 'gone',
      why: `The passage of version ${cited.version} was changed or removed; the newest is ${searchable.version}`,
    }
  }
  const { anchor, fromLine, toLine, headings, text, commands } = found
  return {
    state: 'found',
    title: searchable.title,
    name,
    moved: !isSamePlace(found, cited),
    feedback: feedback.tell(documentId, principal),
    passage: {
      citation: formatCitation({ documentId, version: searchable.version, anchor, fromLine, toLine }),
      headings: [...headings],
      ...(found.place !== undefined && { place: found.place }),
      text,
      commands: [...commands],
      matched: [],
    },
  }
}

function nearest<T extends { readonly fromLine: number }>(passages: readonly T[], line: number): T | undefined {
  return passages.toSorted((a, b) => Math.abs(a.fromLine - line) - Math.abs(b.fromLine - line))[0]
}
