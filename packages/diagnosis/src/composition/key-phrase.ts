import { MODES } from '../grammar/fault-words.ts'
import { clip } from './clip.ts'

const HEADER = /^(?:\[?(?:ERROR|WARN(?:ING)?|FATAL|INFO|CRITICAL|SEVERE)\]?[:\s-]+|[\w.$]{3,80}(?:Exception|Error):\s)/

/**
 * The part of a message that carries the fault, at most `max` characters: centred on the fault words instead of the head of a long line.
 */
export function keyPhrase(message: string, max: number): string {
  const text = message.replaceAll(/\s+/g, ' ').replace(HEADER, '').trim()
  if (text.length <= max) return text
  const at = faultAt(text)
  if (at < max * 0.7) return clip(text, max)
  const start = text.lastIndexOf(' ', Math.max(0, Math.min(at - Math.floor(max * 0.35), text.length - max))) + 1
  return `…${clip(text.slice(start), max - 1)}`
}

/** Where the most exact fault words begin; 0 when there are none. */
function faultAt(text: string): number {
  for (const { pattern } of [...MODES].toSorted((a, b) => b.weight - a.weight)) {
    const at = text.search(pattern)
    if (at >= 0) return at
  }
  return 0
}
