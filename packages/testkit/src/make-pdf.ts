/** A line of a page; sizes in points. */
export type PdfLineMade = { readonly text: string; readonly size?: number; readonly gap?: number; readonly isCode?: boolean }

/**
 * A PDF of pages of lines, in two of the fonts that every reader knows. `content` in the place of lines is put as it is.
 * @see ISO 32000-2, annex H (example files)
 */
export function makePdf(
  pages: readonly (readonly PdfLineMade[] | { readonly content: string | Buffer; readonly filter?: string })[],
): Buffer {
  const kids = pages.map((_, at) => `${5 + 2 * at} 0 R`).join(' ')
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>',
    ...pages.flatMap((page, at) => {
      const { content, filter = '' } = 'content' in page ? page : { content: writeLines(page) }
      const bytes = Buffer.from(content)
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents ${6 + 2 * at} 0 R >>`,
        Buffer.concat([Buffer.from(`<< /Length ${bytes.length} ${filter} >>\nstream\n`), bytes, Buffer.from('\nendstream')]),
      ]
    }),
  ]
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n')]
  const offsets: number[] = []
  let length = parts[0]!.length
  for (const [at, object] of objects.entries()) {
    offsets.push(length)
    const part = Buffer.concat([Buffer.from(`${at + 1} 0 obj\n`), Buffer.from(object), Buffer.from('\nendobj\n')])
    parts.push(part)
    length += part.length
  }
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const size = objects.length + 1
  const end = `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer << /Size ${size} /Root 1 0 R >>\nstartxref\n${length}\n%%EOF\n`
  return Buffer.concat([...parts, Buffer.from(end)])
}

function writeLines(lines: readonly PdfLineMade[]): string {
  const shown = lines.map(({ text, size = 11, gap = 14, isCode = false }) => {
    const escaped = text.replace(/[\\()]/g, String.raw`\$&`)
    return `/${isCode ? 'F2' : 'F1'} ${size} Tf 0 -${gap} Td (${escaped}) Tj`
  })
  return `BT 72 750 Td ${shown.join('\n')} ET`
}
