import { createBlockWriter } from './block-writer.ts'
import { type ParsedDocument, UnreadableDocumentError } from './parsed-document.ts'
import { toPdfLines, type PdfLine, type PdfText } from './pdf-lines.ts'

/** Longer ones are books, whose passages would crowd out all others. */
const MAX_PAGES = 2000
/** A line this much larger than most is a heading. */
const HEADING_RATIO = 1.15
const MAX_HEADING_CHARACTERS = 150
const HEADING_LEVELS = 4
/** Baselines further apart than this many times the size of the letters begin a paragraph. */
const PARAGRAPH_RATIO = 1.7

/**
 * Reads the text of a PDF, page by page: a line of it is a line of the text; larger lines are headings, monospaced ones listings.
 * Scripts, forms, links and attached files are never looked at, pictures never decoded, nothing is fetched. Memory is the caller's to
 * bound: a stream can unpack a thousandfold, in the reader's own code.
 * @throws {UnreadableDocumentError}
 */
export async function readPdf(bytes: Uint8Array): Promise<ParsedDocument> {
  // Loaded with the first PDF: 2 MB that most installations never need.
  const { getDocumentProxy } = await import('unpdf')
  // The reader takes over the bytes that it is given. Fonts are not needed to know the letters; errors are not for the console.
  const settings = { isEvalSupported: false, disableFontFace: true, useSystemFonts: false, verbosity: 0, stopAtErrors: false }
  const document = await getDocumentProxy(Uint8Array.from(bytes), settings).catch((error: unknown) => {
    throw new UnreadableDocumentError(reasonOf(error), { cause: error })
  })
  try {
    if (document.numPages > MAX_PAGES) {
      throw new UnreadableDocumentError(`It has more than ${MAX_PAGES} pages; divide it into documents of one topic each`)
    }
    return await readPages(document)
  } finally {
    await document.destroy()
  }
}

type Document = {
  readonly numPages: number
  getPage(number: number): Promise<{ getTextContent(): Promise<PdfText>; cleanup(): unknown }>
}

async function readPages(document: Document): Promise<ParsedDocument> {
  const pages: (readonly PdfLine[])[] = []
  let unreadable = 0
  for (let number = 1; number <= document.numPages; number++) {
    try {
      const page = await document.getPage(number)
      pages.push(toPdfLines(await page.getTextContent()))
      page.cleanup()
    } catch {
      // A damaged page takes none of the others with it.
      pages.push([])
      unreadable++
    }
  }
  if (unreadable === document.numPages)
    throw new UnreadableDocumentError('None of its pages can be read: the file is damaged; export it again')
  const parsed = writePages(pages)
  if (parsed.blocks.length === 0) {
    throw new UnreadableDocumentError(
      'It holds pictures of text and no text; add a version with text, from the program that made it or after OCR',
    )
  }
  return parsed
}

function writePages(pages: readonly (readonly PdfLine[])[]): ParsedDocument {
  const writer = createBlockWriter()
  const levelOf = headingLevels(pages.flat())
  for (const lines of pages) {
    writer.page()
    let paragraph: string[] = []
    const endParagraph = () => {
      if (paragraph.length > 0) writer.add('text', paragraph.join('\n'))
      paragraph = []
    }
    for (const [at, line] of lines.entries()) {
      const level = levelOf(line)
      const above = lines[at - 1]
      const isApart = above !== undefined && Math.abs(above.baseline - line.baseline) > PARAGRAPH_RATIO * line.size
      if (level !== undefined || line.isMonospaced || isApart) endParagraph()
      if (level !== undefined) writer.heading(level, line.text)
      else if (line.isMonospaced) writer.add('code', line.text)
      else paragraph.push(line.text)
    }
    endParagraph()
  }
  return writer.finish()
}

/** Levels by size, from the largest: sizes of which only few letters are set and that are larger than what most are set in. */
function headingLevels(lines: readonly PdfLine[]): (line: PdfLine) => number | undefined {
  const letters = new Map<number, number>()
  for (const { size, text } of lines) letters.set(size, (letters.get(size) ?? 0) + text.length)
  const body = [...letters].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0
  const sizes = [...letters.keys()].filter((size) => size > HEADING_RATIO * body).sort((a, b) => b - a)
  return ({ size, text }) => {
    const rank = sizes.indexOf(size)
    if (rank < 0 || text.length > MAX_HEADING_CHARACTERS || !/\p{L}/u.test(text)) return undefined
    return Math.min(rank + 1, HEADING_LEVELS)
  }
}

function reasonOf(error: unknown): string {
  const name = error instanceof Error ? error.name : ''
  if (name === 'PasswordException') return 'It is locked with a password; add a version without one'
  return 'It is a damaged PDF; export it again, or add its text instead'
}
