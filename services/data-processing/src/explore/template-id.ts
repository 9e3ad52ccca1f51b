import { createHash } from 'node:crypto'
import type { StoredTemplate } from '../record-index/stored-index.ts'

/** The same for the same text and severity in whatever source: 16 hexadecimal digits. */
export function templateIdOf({ text, severity }: Pick<StoredTemplate, 'text' | 'severity'>): string {
  return createHash('sha256')
    .update(`${severity ?? 'none'} ${text}`)
    .digest('hex')
    .slice(0, 16)
}
