import type { LogMark } from '@faultmaven/contracts'

/** Parts of a line that a format names, in the order of their keys. */
export const PARTS = [
  { part: 'timestamp', label: 'Time' },
  { part: 'severity', label: 'Level' },
  { part: 'host', label: 'Host' },
  { part: 'component', label: 'Component' },
  { part: 'pid', label: 'Process id' },
  { part: 'body', label: 'Message' },
] as const

/** What a part is called on the page; a field has its own name. */
export function labelOf(part: string): string {
  return PARTS.find((known) => known.part === part)?.label ?? part
}

/** Names that a field may have. */
export function isFieldName(name: string): boolean {
  return /^[A-Za-z][\w.-]{0,39}$/.test(name)
}

/** The marks with one more: it takes the place of what it overlaps and of the part's former mark in that line. */
export function withMark(marks: readonly LogMark[], mark: LogMark): LogMark[] {
  const stays = ({ line, from, to, part }: LogMark) =>
    line !== mark.line || (part !== mark.part && (to <= mark.from || from >= mark.to))
  return [...marks.filter(stays), mark]
}

type Piece = { readonly text: string; readonly part: string | undefined }

/** A line cut at its marks, in order; overlapping marks beyond the first are left out. */
export function piecesOf(text: string, marks: readonly LogMark[]): readonly Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (const { from, to, part } of marks.toSorted((a, b) => a.from - b.from)) {
    if (from < at || to > text.length) continue
    if (from > at) pieces.push({ text: text.slice(at, from), part: undefined })
    pieces.push({ text: text.slice(from, to), part })
    at = to
  }
  if (at < text.length) pieces.push({ text: text.slice(at), part: undefined })
  return pieces
}
