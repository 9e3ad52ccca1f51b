import { parseAlertRules } from './alert-rules.ts'
import { parseAsciiDoc } from './ascii-doc.ts'
import { parseHtml } from './html.ts'
import { parseMarkdown } from './markdown.ts'
import { type ParsedDocument, UnreadableDocumentError } from './parsed-document.ts'
import { parsePlainText } from './plain-text.ts'
import { parseRestructuredText } from './restructured-text.ts'

/** Longer text is refused: no runbook is, and its passages would crowd out all others. */
export const MAX_DOCUMENT_CHARACTERS = 8 * 2 ** 20
/** A line longer than this was written by a machine. */
const MAX_LINE_CHARACTERS = 2 ** 20

type Parser = (text: string) => ParsedDocument
export const BY_EXTENSION: Readonly<Record<string, Parser>> = {
  md: parseMarkdown,
  markdown: parseMarkdown,
  mdx: parseMarkdown,
  html: parseHtml,
  htm: parseHtml,
  xhtml: parseHtml,
  adoc: parseAsciiDoc,
  asciidoc: parseAsciiDoc,
  asc: parseAsciiDoc,
  rst: parseRestructuredText,
  rest: parseRestructuredText,
}
export const RULE_EXTENSIONS = new Set(['yaml', 'yml', 'json', 'rules'])

/**
 * Reads a document by its name and by what stands in it.
 * @throws {UnreadableDocumentError} when it holds no words, is binary or too long
 */
export function parseDocument(name: string, text: string): ParsedDocument {
  requireReadable(text)
  const parsed = parserOf(extensionOf(name), text)(text)
  if (!parsed.blocks.some((block) => /[\p{L}\p{N}]{2}/u.test(block.text))) {
    throw new UnreadableDocumentError('It holds no text that could be found; add a version with text in it')
  }
  return parsed
}

/** In lower case, without its dot; empty where the name has none. */
export function extensionOf(name: string): string {
  return /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''
}

function parserOf(extension: string, text: string): Parser {
  const known = BY_EXTENSION[extension]
  if (known) return known
  if (RULE_EXTENSIONS.has(extension)) return (rules) => parseAlertRules(rules) ?? parsePlainText(rules)
  return /^\s*<(!doctype html|html)\b/i.test(text) ? parseHtml : parsePlainText
}

function requireReadable(text: string): void {
  if (text.length > MAX_DOCUMENT_CHARACTERS) {
    throw new UnreadableDocumentError(
      `It has more than ${MAX_DOCUMENT_CHARACTERS} characters; divide it into documents of one topic each`,
    )
  }
  if (text.includes('\0')) throw new UnreadableDocumentError('It is a binary file; add the text that it was made from')
  if (hasOverlongLine(text)) {
    throw new UnreadableDocumentError(
      `It has a line of more than ${MAX_LINE_CHARACTERS} characters, so it was not written to be read`,
    )
  }
}

function hasOverlongLine(text: string): boolean {
  for (let start = 0; start < text.length;) {
    const end = text.indexOf('\n', start)
    if ((end < 0 ? text.length : end) - start > MAX_LINE_CHARACTERS) return true
    if (end < 0) return false
    start = end + 1
  }
  return false
}
