import { OpenError, readZip } from '@faultmaven/archives'
import { Parser } from 'htmlparser2'
import { createBlockWriter } from './block-writer.ts'
import { type ParsedDocument, UnreadableDocumentError } from './parsed-document.ts'

/** Unpacked bytes of one part. Text takes a tenth of it, the rest is markup. */
const MAX_PART_BYTES = 64 * 2 ** 20
/** Parts of the package: real ones have some hundred, most of them pictures. */
const MAX_PARTS = 10_000
/** Word nests tables to some dozen levels; the parser's time grows with the square of the depth. */
const MAX_DEPTH = 2000
const TEXT = 'word/document.xml'
const STYLES = 'word/styles.xml'

type Style = { readonly kind: 'heading'; readonly level: number } | { readonly kind: 'code' }

/**
 * Reads a Word document: headings by their styles, paragraphs, tables row by row, listings where a style says so. Pictures, fields,
 * comments, deleted text and macros are passed over. A line of the text is a paragraph or a row.
 * @throws {UnreadableDocumentError}
 * @see ECMA-376-1, 17.3 (paragraphs), 17.4 (tables), 17.7 (styles)
 */
export async function readDocx(bytes: Uint8Array): Promise<ParsedDocument> {
  const parts = await readParts(bytes)
  const text = parts.get(TEXT)
  if (text === undefined) {
    throw new UnreadableDocumentError(
      'It is an archive and no Word document; import it as an archive, or add its documents one by one',
    )
  }
  const parsed = readText(text, readStyles(parts.get(STYLES) ?? ''))
  if (parsed.blocks.length === 0) throw new UnreadableDocumentError('It holds no text that could be found; add its text instead')
  return parsed
}

async function readParts(bytes: Uint8Array): Promise<Map<string, string>> {
  const parts = new Map<string, string>()
  const source = { size: bytes.length, read: async (start: number, end: number) => bytes.subarray(start, end) }
  let seen = 0
  try {
    for await (const part of readZip(source)) {
      if (++seen > MAX_PARTS) throw new UnreadableDocumentError(`It has more than ${MAX_PARTS} parts; add its text instead`)
      if (part.name !== TEXT && part.name !== STYLES) continue
      if (part.refused !== undefined) throw new UnreadableDocumentError(`Its text is ${part.refused}; save it again without that`)
      parts.set(part.name, await unpack(part.bytes))
      if (parts.size === 2) break
    }
  } catch (error) {
    if (error instanceof OpenError) throw new UnreadableDocumentError(`${error.message}; save it again`, { cause: error })
    throw error
  }
  return parts
}

async function unpack(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  let total = 0
  for await (const chunk of bytes) {
    total += chunk.length
    if (total > MAX_PART_BYTES) {
      throw new UnreadableDocumentError(
        `It unpacks to more than ${MAX_PART_BYTES / 2 ** 20} MiB; divide it into smaller documents`,
      )
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** What styles mean, by their id: ids are translated with Word, names are not. */
function readStyles(xml: string): Map<string, Style> {
  const styles = new Map<string, Style>()
  let id = ''
  readXml(xml, {
    onopentag(name, attributes) {
      if (name === 'w:style') id = attributes['w:styleId'] ?? ''
      const value = attributes['w:val'] ?? ''
      if (name === 'w:name') {
        const level = /^(?:heading (\d)|(title))$/i.exec(value)
        if (level) styles.set(id, { kind: 'heading', level: Number(level[1] ?? 1) })
        else if (/code|source|preformatted|listing|console/i.test(value)) styles.set(id, { kind: 'code' })
      }
      // Own heading styles tell their level in the outline, from 0; 9 is body text.
      if (name === 'w:outlineLvl' && /^[0-8]$/.test(value) && !styles.has(id)) {
        styles.set(id, { kind: 'heading', level: Number(value) + 1 })
      }
    },
  })
  return styles
}

/** Text in these is not what a reader sees. */
const UNSEEN = new Set(['w:del', 'w:moveFrom', 'w:instrText', 'mc:Fallback', 'w:comment'])

function readText(xml: string, styles: ReadonlyMap<string, Style>): ParsedDocument {
  const writer = createBlockWriter()
  let style: Style | undefined
  let paragraph = ''
  let cells: string[] = []
  let rows: string[] = []
  let tables = 0
  let unseen = 0
  let inText = false

  function endParagraph(): void {
    // Within a table all is text of its cell.
    if (tables > 0) cells.push(paragraph.replace(/\s+/g, ' ').trim())
    else if (style?.kind === 'heading') writer.heading(style.level, paragraph.replace(/\s+/g, ' ').trim())
    else writer.add(style?.kind === 'code' ? 'code' : 'text', paragraph)
    paragraph = ''
    style = undefined
  }
  readXml(xml, {
    onopentag(name, attributes) {
      if (UNSEEN.has(name)) unseen++
      else if (name === 'w:t') inText = true
      else if (name === 'w:tab') paragraph += '\t'
      else if (name === 'w:br' || name === 'w:cr') paragraph += '\n'
      else if (name === 'w:pStyle') style = styles.get(attributes['w:val'] ?? '')
      else if (name === 'w:tbl' && tables++ === 0) writer.end()
    },
    ontext(text) {
      if (inText && unseen === 0) paragraph += text
    },
    onclosetag(name) {
      if (UNSEEN.has(name)) unseen--
      else if (name === 'w:t') inText = false
      else if (name === 'w:p') endParagraph()
      else if (name === 'w:tr' && tables === 1) {
        rows.push(`| ${cells.filter((cell) => cell !== '').join(' | ')} |`)
        cells = []
      } else if (name === 'w:tbl' && --tables === 0) {
        writer.add('table', rows.join('\n'))
        writer.end()
        rows = []
      }
    },
  })
  return writer.finish()
}

type Handler = {
  readonly onopentag: (name: string, attributes: Readonly<Record<string, string>>) => void
  readonly ontext?: (text: string) => void
  readonly onclosetag?: (name: string) => void
}

/** Entities beyond XML's own five are not known, so none can grow. */
function readXml(xml: string, { onopentag, ontext, onclosetag }: Handler): void {
  let depth = 0
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (++depth > MAX_DEPTH)
          throw new UnreadableDocumentError(`Its elements are nested deeper than ${MAX_DEPTH}; add its text instead`)
        onopentag(name, attributes)
      },
      ...(ontext && { ontext }),
      onclosetag(name) {
        depth--
        onclosetag?.(name)
      },
    },
    { xmlMode: true, decodeEntities: true },
  )
  parser.end(xml)
}
