export type CitedPlace = {
  readonly documentId: string
  readonly version: number
  readonly anchor: string
  readonly fromLine: number
  readonly toLine: number
}
type Place = Pick<CitedPlace, 'anchor' | 'fromLine' | 'toLine'>
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

/** Whether two places are under the same heading and at the same lines. */
export function isSamePlace(a: Place, b: Place): boolean {
  return a.anchor === b.anchor && a.fromLine === b.fromLine && a.toLine === b.toLine
}
