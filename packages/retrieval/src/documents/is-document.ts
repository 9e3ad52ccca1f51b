import { looksLikeAlertRules } from './alert-rules.ts'
import { BY_EXTENSION, extensionOf, RULE_EXTENSIONS } from './parse-document.ts'

const OTHERS = new Set(['txt', 'text', 'pdf', 'docx'])
/** Written for readers though their names end in nothing. */
const PLAIN_NAMES = /^(readme|changelog|contributing|runbook|notes)$/i

/** Whether the name is of a format whose text is packed. */
export function isPackedDocumentName(name: string): boolean {
  return extensionOf(name) === 'docx'
}

/**
 * Whether a file of a folder was written to be read, by its name; files of settings only where they hold alerting rules. Others would
 * only get in the way of what is looked for: source, data, pictures.
 */
export function isDocument(name: string, bytes: Uint8Array): boolean {
  const extension = extensionOf(name)
  if (RULE_EXTENSIONS.has(extension)) return looksLikeAlertRules(Buffer.from(bytes).toString('utf8'))
  if (extension === '') return PLAIN_NAMES.test(name.split('/').at(-1) ?? '')
  return BY_EXTENSION[extension] !== undefined || OTHERS.has(extension)
}
