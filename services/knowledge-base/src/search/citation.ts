import type { PassagePlace } from '../documents/document-record.ts'

export type CitedPlace = {
  readonly documentId: string
  readonly version: number
  readonly anchor: string
  readonly fromLine: number
  readonly toLine: number
}
const FORM = /^(?<documentId>[0-9a-f-]{36})@(?<version>\d+)#(?<anchor>[^\s:]*):(?<fromLine>\d+)-(?<toLine>\d+)$/

/** `document@version#anchor:first-last`. */
export function formatCitation({ documentId, version, anchor, fromLine, toLine }: CitedPlace): string {
  return `${documentId}@${version}#${anchor}:${fromLine}-${toLine}`
}

/** @returns undefined when it is none */
export function parseCitation(citation: string): CitedPlace | undefined {
  const groups = FORM.exec(citation)?.groups
  if (!groups) return undefined
  const { documentId = '', anchor = '', version, fromLine, toLine } = groups
  return { documentId, anchor, version: Number(version), fromLine: Number(fromLine), toLine: Number(toLine) }
}

/** The place of a version that a citation names. */
export function findPlace(places: readonly PassagePlace[], cited: CitedPlace): PassagePlace | undefined {
  return places.find(
    ({ anchor, fromLine, toLine }) => anchor === cited.anchor && fromLine === cited.fromLine && toLine === cited.toLine,
  )
}
