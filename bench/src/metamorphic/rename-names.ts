import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { type CaseFiles, mapTexts, type Random } from './case-files.ts'

const KNOWLEDGE = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../../packages/diagnosis/src')
/** Two parts and more, joined as names of things are. */
const COMPOUND = /\b[A-Za-z][A-Za-z0-9]*(?:[-_.][A-Za-z0-9]+)+\b/g
const PART = /[A-Za-z]+/g
const PRIVATE_ADDRESS = /\b(10\.|192\.168\.)(\d{1,3})(?=\.\d{1,3}(?!\.?\d))/g
const LONG_HEX = /\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{12,64}\b/g
const ENDINGS = ['tor', 'mel', 'ric', 'zan', 'vik', 'dol', 'gar', 'lum']
const BEGINNINGS = ['ba', 'ke', 'vo', 'tri', 'nu', 'fa', 'gi', 'po', 'ra', 'sel']

/**
 * The case with its own names renamed, each to the same new name everywhere: parts of compound names that `entities` hold, private
 * addresses (subnets stay subnets) and long hexadecimal ids. Words that the product knows a meaning of are no names.
 * @returns the case and the new names with the old ones
 */
export function renameNames(
  given: CaseFiles,
  { entities, random }: { readonly entities: readonly string[]; readonly random: Random },
): { readonly changed: CaseFiles; readonly oldNames: ReadonlyMap<string, string> } {
  const newNames = new Map<string, string>()
  const taken = new Set<string>()
  for (const part of namedParts(entities)) newNames.set(part, madeName(random, taken))
  const shift = 1 + Math.floor(random() * 200)
  const parts = newNames.size === 0 ? undefined : new RegExp(`(?<![A-Za-z])(?:${[...newNames.keys()].join('|')})(?![a-z])`, 'gi')
  const changed = mapTexts(given, (text) => {
    const named = parts ? text.replace(parts, (found) => inCaseOf(found, newNames.get(found.toLowerCase()) ?? found)) : text
    return named
      .replace(PRIVATE_ADDRESS, (_, net: string, octet: string) => `${net}${(Number(octet) + shift) % 256}`)
      .replace(LONG_HEX, (id) => [...id].map(turned).join(''))
  })
  return { changed, oldNames: new Map([...newNames].map(([old, made]) => [made, old])) }
}

/** The text with the old names, so that it can be held against what was expected. */
export function restoreNames(text: string, oldNames: ReadonlyMap<string, string>): string {
  if (oldNames.size === 0) return text
  const made = new RegExp([...oldNames.keys()].join('|'), 'gi')
  return text.replace(made, (found) => inCaseOf(found, oldNames.get(found.toLowerCase()) ?? found))
}

function namedParts(entities: readonly string[]): string[] {
  const known = knownWords()
  const parts = entities.flatMap((entity) => entity.match(COMPOUND) ?? []).flatMap((name) => name.match(PART) ?? [])
  return [...new Set(parts.map((part) => part.toLowerCase()))].filter((part) => part.length >= 4 && !known.has(part))
}

let words: ReadonlySet<string> | undefined
/** Every word of the product's own knowledge: renaming one would change what a text says, not only of whom. */
function knownWords(): ReadonlySet<string> {
  words ??= new Set(
    readdirSync(KNOWLEDGE, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(?:json|ts)$/.test(name))
      .flatMap(
        (name) =>
          readFileSync(path.join(KNOWLEDGE, name), 'utf8')
            .toLowerCase()
            .match(/[a-z]{4,}/g) ?? [],
      ),
  )
  return words
}

function madeName(random: Random, taken: Set<string>): string {
  const draw = (list: readonly string[]) => list[Math.floor(random() * list.length)] ?? ''
  for (;;) {
    const name = draw(BEGINNINGS) + draw(ENDINGS) + draw(BEGINNINGS) + draw(ENDINGS)
    if (!taken.has(name)) return taken.add(name) && name
  }
}

function inCaseOf(model: string, name: string): string {
  if (model === model.toUpperCase()) return name.toUpperCase()
  return /^[A-Z]/.test(model) ? name.charAt(0).toUpperCase() + name.slice(1) : name
}

/** Another hexadecimal digit of the same kind: digits stay digits, so that an id keeps its look. */
function turned(digit: string): string {
  return /\d/.test(digit) ? String((Number(digit) + 3) % 10) : 'abcdef'.charAt(('abcdef'.indexOf(digit) + 2) % 6)
}
