/** What the reader gives of a page: runs of letters, each with its place, and marks for the ends of lines. */
export type PdfText = {
  readonly items: readonly (
    | { readonly str: string; readonly transform: readonly number[]; readonly fontName: string; readonly hasEOL: boolean }
    | { readonly type: string }
  )[]
  readonly styles: Readonly<Record<string, { readonly fontFamily: string }>>
}
export type PdfLine = {
  readonly text: string
  /** Height of the largest letters, in points, rounded to halves. */
  readonly size: number
  /** Height above the foot of the page, in points. */
  readonly baseline: number
  readonly isMonospaced: boolean
}

/** Joins the runs of a page to its lines, in the order of the file. Lines without letters are left out. */
export function toPdfLines({ items, styles }: PdfText): PdfLine[] {
  const lines: PdfLine[] = []
  let text = ''
  let size = 0
  let baseline = 0
  let isMonospaced = true
  for (const item of items) {
    if (!('str' in item)) continue
    const [, , skew = 0, height = 0, , y = 0] = item.transform
    if (item.str.trim() !== '') {
      if (text === '') baseline = y
      size = Math.max(size, Math.round(Math.hypot(skew, height) * 2) / 2)
      isMonospaced &&= styles[item.fontName]?.fontFamily === 'monospace'
    }
    text += item.str
    if (!item.hasEOL) continue
    end()
  }
  end()
  return lines

  function end(): void {
    // Letters that a font gives no meaning come as control characters, and would make the text binary.
    // oxlint-disable-next-line no-control-regex
    const clean = text.replace(/[\u0000-\u0008\u000b-\u001f]/g, '').trimEnd()
    if (clean.trim() !== '') lines.push({ text: isMonospaced ? clean : clean.trim(), size, baseline, isMonospaced })
    text = ''
    size = 0
    isMonospaced = true
  }
}
