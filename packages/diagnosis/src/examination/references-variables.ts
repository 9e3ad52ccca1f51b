import type { DraftFinding, ExaminedSource } from '../draft.ts'
import { lineDraft, type TextLine } from './line-draft.ts'
import { nearestName } from './references-distance.ts'
import { plainFault } from './structure-draft.ts'

/** How programs read the environment: JavaScript, Python, Go, Java, Ruby, PHP, .NET, Rust, C; with the default they fall back to. */
const READS =
  /(?:process\.env\.|import\.meta\.env\.|(?:process\.env|os\.environ|ENV|\$_ENV|\$_SERVER)\[\s*["']|(?:os\.environ\.get|os\.getenv|os\.Getenv|os\.LookupEnv|System\.getenv|ENV\.fetch|getenv|env::var|env|Environment\.GetEnvironmentVariable|viper\.BindEnv)\(\s*["'])([A-Z][A-Z0-9_]{2,80})["']?[)\]]*(?:\s*(?:\|\||\?\?|,|\?:|or)\s*["']?([^"',;)\s]{1,60}))?/g
const SHELL_READS = /\$\{([A-Z][A-Z0-9_]{2,80}):-?([^}]{0,60})\}/g
/** `NAME=value`, `NAME: value`, `ENV NAME value`, `Environment=NAME=value`, `- name: NAME`. */
const SETS =
  /^\s*(?:export\s+|ENV\s+|Environment=["']?|-\s*["']?|-\s*name:\s*["']?|name:\s*["']?|-e\s+)?([A-Z][A-Z0-9_]{2,80})["']?\s*(?:[=:]|\s\S|$)/
const MAX_LINES = 3000
const MIN_SET = 2
const MAX_FINDINGS = 3
/** More names than these are compared in no program. */
const MAX_NAMES = 300

type Read = TextLine & { readonly sourceName: string; readonly name: string; readonly fallback: string }
type Definition = { readonly name: string; readonly sourceName: string; readonly text: string }

/**
 * Environment variables that a program's source reads and that nothing among the evidence sets, while a variable of almost the same
 * name is set and never read: one of the two was renamed. The program then runs with its default.
 */
export function findUnreadVariables(sources: readonly ExaminedSource[]): DraftFinding[] {
  const reads = sources.flatMap(readsOf)
  const sets = sources.flatMap(setsOf)
  const set = new Map(sets.map((one) => [one.name, one]))
  const read = new Set(reads.map(({ name }) => name))
  if (reads.length === 0 || set.size < MIN_SET) return []
  const unread = new Set([...set.keys()].filter((name) => !read.has(name)).slice(0, MAX_NAMES))
  const missing = [...new Map(reads.filter(({ name }) => !set.has(name)).map((one) => [one.name, one])).values()]
  return missing
    .slice(0, MAX_NAMES)
    .flatMap((one) => {
      const other = alike(one.name, unread)
      const definition = other === undefined ? undefined : set.get(other)
      return definition ? [variableFinding(one, definition, sources)] : []
    })
    .slice(0, MAX_FINDINGS)
}

function readsOf({ name: sourceName, lines = [] }: ExaminedSource): Read[] {
  return lines.slice(0, MAX_LINES).flatMap((text, index) =>
    [READS, SHELL_READS].flatMap((pattern) =>
      [...text.slice(0, 500).matchAll(pattern)].map(([, name = '', fallback = '']) => ({
        sourceName,
        text,
        line: index + 1,
        name,
        fallback,
      })),
    ),
  )
}

function setsOf({ name: sourceName, lines = [] }: ExaminedSource): Definition[] {
  return lines.slice(0, MAX_LINES).flatMap((text) => {
    const name = SETS.exec(text.slice(0, 300))?.[1]
    return name === undefined ? [] : [{ name, sourceName, text: text.trim() }]
  })
}

/** The same name with a word more or less (`REDIS_HOST` and `QUEUE_REDIS_HOST`), or a letter or two off. */
function alike(name: string, others: ReadonlySet<string>): string | undefined {
  const words = name.split('_')
  const contained = [...others].find((other) => {
    const theirs = other.split('_')
    const [long, short] = words.length > theirs.length ? [words, theirs] : [theirs, words]
    return short.length >= 2 && long.length > short.length && short.every((word) => long.includes(word))
  })
  return contained ?? nearestName(name, others)
}

function variableFinding(read: Read, definition: Definition, sources: readonly ExaminedSource[]): DraftFinding {
  const { sourceName, name, fallback } = read
  const seen = fallback.length > 3 && sources.some((source) => showsInLog(source, fallback))
  const back = fallback === '' ? '' : `, so it falls back to ${fallback}`
  return lineDraft({
    sourceName,
    kind: 'reference',
    check: 'environment-variables',
    title: `The program reads ${name}, which is not set${back}; ${definition.sourceName} sets ${definition.name} instead`,
    score: seen ? 0.82 : 0.7,
    proofs: [read],
    entities: [name, definition.name],
    fault: plainFault('config', 'unread', { entity: name, cause: `${name} is read, ${definition.name} is set` }),
    details: [seen ? `the log shows ${fallback}` : ''],
  })
}

const showsInLog = ({ log }: ExaminedSource, text: string): boolean =>
  log?.templates.some(({ severity, samples }) => severity !== 'debug' && samples.some(({ body }) => body.includes(text))) === true
