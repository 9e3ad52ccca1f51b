/** Height of one line in pixels. */
export const ROW_HEIGHT = 20
/** Browsers stop drawing elements taller than about 17.9 million pixels (Firefox) or 33.5 (Chromium): 8 is safe in all. */
const MAX_HEIGHT = 8_000_000

/** How `rows` lines are laid out in a viewport: a scroll space of bounded height that stands for the whole document. */
export type Scale = {
  readonly rows: number
  readonly viewport: number
  /** Height of the scroll space. */
  readonly height: number
  /** Largest offset of the document, which is `rows * ROW_HEIGHT` tall. */
  readonly maxTop: number
  /** Document pixels a scroll pixel stands for; 1 as long as the document fits. */
  readonly ratio: number
}

/** The scale of a document in a viewport; heights in pixels. */
export function scaleOf(rows: number, viewport: number): Scale {
  const total = rows * ROW_HEIGHT
  const height = Math.min(total, MAX_HEIGHT)
  const maxTop = Math.max(0, total - viewport)
  return { rows, viewport, height, maxTop, ratio: total > height ? maxTop / (height - viewport) : 1 }
}

/** The scroll position that stands for a document offset. */
export function scrollTopOf(scale: Scale, top: number): number {
  return Math.round(clampTop(scale, top) / scale.ratio)
}

/**
 * The document offset after the scroll position moved. A small move (wheel, arrow) moves the document by the same number of
 * pixels, so that reading feels as in a short document; a large one (the scroll bar, an end) is mapped by the ratio.
 */
export function topAfterScroll(scale: Scale, { top, from, to }: { top: number; from: number; to: number }): number {
  const moved = to - from
  const atEnd = to <= 0 || to >= scale.height - scale.viewport
  const near = Math.abs(moved) < scale.viewport * 1.5 && !atEnd
  return clampTop(scale, scale.ratio === 1 ? to : near ? top + moved : to * scale.ratio)
}

/** Rows to draw at a document offset, `[first, end)`, with a few beyond each edge. */
export function rowsAt({ rows, viewport }: Scale, top: number, overscan = 8): { first: number; end: number } {
  const first = Math.max(0, Math.floor(top / ROW_HEIGHT) - overscan)
  return { first, end: Math.min(rows, Math.ceil((top + viewport) / ROW_HEIGHT) + overscan) }
}

/**
 * The offset that shows row `row` (from 0). `centre` puts it in the middle; `nearest` leaves the document where the row is
 * in view already, moves by a row at an edge, and centres a row that is far away.
 */
export function topToShow(scale: Scale, row: number, top: number, how: 'centre' | 'nearest'): number {
  const [start, end] = [row * ROW_HEIGHT, (row + 1) * ROW_HEIGHT]
  const margin = 2 * ROW_HEIGHT
  const centred = clampTop(scale, start - (scale.viewport - ROW_HEIGHT) / 2)
  if (how === 'centre') return centred
  if (start >= top + margin && end <= top + scale.viewport - margin) return top
  if (start >= top - ROW_HEIGHT && start < top + margin) return clampTop(scale, start - margin)
  if (end > top + scale.viewport - margin && end <= top + scale.viewport + ROW_HEIGHT)
    return clampTop(scale, end + margin - scale.viewport)
  return centred
}

function clampTop({ maxTop }: Scale, top: number): number {
  return Math.max(0, Math.min(maxTop, top))
}
