import type { TreeDocument } from './tree.ts'
import { looksVertical } from './vertical.ts'

export type TreeFormat = TreeDocument['format'] | 'vertical'

/** Lines looked at; a file that begins as one format and goes on as another is read as the first. */
const SAMPLE_LINES = 400

/**
 * The format that the content is written in; the name only settles what content leaves open.
 * Logs must not pass as trees (`LOG: x` looks like YAML), so the looser a format is, the larger the share of lines that must fit.
 * @returns undefined when the text is no structured document.
 */
export function recogniseFormat(name: string, text: string): TreeFormat | undefined {
  const lines = text
    .slice(0, 200_000)
    .split(/\r?\n/, SAMPLE_LINES)
    .filter((line) => line.trim() !== '')
  if (lines.length === 0) return undefined
  if (looksVertical(lines)) return 'vertical'
  const extension = extensionOf(name)
  if (looksLikeDockerfile(name, lines)) return 'dockerfile'
  if (extension === undefined && looksLikeNginx(lines)) return 'nginx'
  if (/^\s*(?:<\?xml|<!DOCTYPE|<[A-Za-z][\w:.-]*(?:\s[^<>]*)?>)/.test(lines[0] ?? '') && extension !== 'yaml') return 'xml'
  const isLog = looksLikeLog(lines)
  if (!isLog && looksDescribed(lines)) return 'describe'
  if (extension) return extension === 'properties' && hasSections(lines) ? 'ini' : extension
  if (isLog) return undefined
  if (hasSections(lines)) return looksLikeToml(lines) ? 'toml' : 'ini'
  if (looksLikeYaml(lines)) return 'yaml'
  if (shareOf(lines, /^\s*(?:export\s+)?[A-Z_][A-Z0-9_]*=|^\s*#/) >= 0.95 && lines.length >= 2) return 'env'
  if (shareOf(lines, /^\s*[#!]|^\s*[\w-]+(?:\.[\w-]+)*\s*=\s*/) >= 0.95 && lines.length >= 3) return 'properties'
  return undefined
}

const extensionOf = (name: string) => EXTENSIONS.get(/\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '')

/**
 * Whether a text that breaks the syntax of a format is that format all the same: by its name, or by marks that nothing else has.
 * Any other text was only taken for it.
 */
export function isClearly(format: TreeFormat, name: string, text: string): boolean {
  const head = text.slice(0, 20_000)
  switch (format) {
    case 'json':
      return /\.json\w?(?:\.|$)/i.test(name) || /^\ufeff?\s*(?:\{\s*"[^"\n]{1,200}"\s*:|\[\s*\{)/.test(head)
    case 'yaml':
      return /\.ya?ml(?:\.|$)/i.test(name) || /^(?:%YAML|---\s*$)/m.test(head) || isManifest(head.split(/\r?\n/, SAMPLE_LINES))
    case 'xml':
    case 'nginx':
    case 'dockerfile':
      return true
    default:
      return extensionOf(name) === format
  }
}

const EXTENSIONS = new Map<string, TreeDocument['format']>([
  ['yaml', 'yaml'],
  ['yml', 'yaml'],
  ['toml', 'toml'],
  ['ini', 'ini'],
  ['cnf', 'ini'],
  ['service', 'ini'],
  ['timer', 'ini'],
  ['socket', 'ini'],
  ['properties', 'properties'],
  ['env', 'env'],
  ['xml', 'xml'],
])

const shareOf = (lines: readonly string[], pattern: RegExp) => lines.filter((line) => pattern.test(line)).length / lines.length

const looksLikeDockerfile = (name: string, lines: readonly string[]) =>
  lines.some((line) => /^FROM \S/.test(line)) &&
  (/(?:^|[/!.])(?:dockerfile|containerfile)(?:\.|$)/i.test(name) ||
    shareOf(lines, /^(?:FROM|RUN|COPY|CMD|ENTRYPOINT|ENV|WORKDIR|ADD|EXPOSE|ARG|USER|LABEL) |^\s+\S|^\s*#/) >= 0.9)

/** Directives that end in a semicolon, and blocks of which at least one is nginx's own. */
const looksLikeNginx = (lines: readonly string[]) =>
  lines.some((line) => /^\s*(?:http|server|events|upstream \S{1,200}|location \S.{0,200}|stream)\s*\{/.test(line)) &&
  shareOf(lines, /^\s*#|^\s*[a-z_][\w.-]*(?:\s[^{}]*)?(?:;|\{.*)?\s*(?:#.*)?$|^\s*\}|;\s*\}?\s*$/) >= 0.9

/** Keys padded to a common column, and sections of their own below: the way of `kubectl describe`. */
function looksDescribed(lines: readonly string[]): boolean {
  const padded = lines.filter((line) => /^\s*[A-Z][\w ()./-]{0,60}?:\s{2,}\S/.test(line)).length
  const sections = lines.filter((line) => /^\s*[A-Z][\w ()-]{0,60}:\s*$/.test(line)).length
  if (/^\s*[{[]/.test(lines[0] ?? '') || isEventText(lines)) return false
  return padded >= 3 && (padded + sections) / lines.length >= 0.3
}

/** Events of Windows as text: their descriptions are sentences of a log, under a head of padded keys. */
const isEventText = (lines: readonly string[]) =>
  lines.some((line) => /^\s*(?:Log|Provider) ?Name\s*:/.test(line)) &&
  lines.some((line) => /^\s*(?:Event ?ID|Id)\s*:\s*\d/.test(line))

/** Time, level or process number at the head of most lines. */
function looksLikeLog(lines: readonly string[]): boolean {
  const header =
    /^\W{0,2}(?:\d{2,4}[-/.]\d\d[-/.]\d\d[T ]|[A-Z][a-z]{2} +\d{1,2} \d\d:\d\d|\d\d:\d\d:\d\d|[IWEF]\d{4} |\d{10}\b|(?:ts|time|level)=)/
  return (
    shareOf(lines, header) >= 0.3 ||
    shareOf(lines, /^\W{0,2}(?:LOG|ERROR|FATAL|WARN(?:ING)?|INFO|DEBUG|PANIC|DETAIL|HINT|STATEMENT|Exception)\b/) >= 0.2
  )
}

const hasSections = (lines: readonly string[]) =>
  lines.some((line) => /^\s*\[\[?[\w."' :/@-]+\]\]?\s*$/.test(line)) &&
  shareOf(lines, /^\s*[#;[]|^\s*[^=\s][^=]*=|^\s|^[\w-]+$/) >= 0.9

const looksLikeToml = (lines: readonly string[]) => {
  if (lines.some((line) => /^\[\[[\w."-]+\]\]\s*$/.test(line))) return true
  const values = lines.filter((line) => /^\s*[\w."-]+\s*=\s*\S/.test(line))
  return (
    values.length > 0 &&
    shareOf(values, /=\s*(?:"|'|\[|\{|true\b|false\b|[+-]?\d)/) >= 0.9 &&
    values.some((line) => /=\s*["[{]/.test(line))
  )
}

function looksLikeYaml(lines: readonly string[]): boolean {
  const content = lines.filter((line) => !/^\s*#|^\$ /.test(line))
  const keys = content.filter((line) => /^\s*(?:- +)*["']?[A-Za-z_.$/][\w.\-/$]*["']?:(?:\s|$)/.test(line)).length
  const items = content.filter((line) => /^\s*- \S/.test(line)).length
  if (content.length === 0 || keys === 0) return false
  return (keys + items) / content.length >= (isManifest(content) ? 0.5 : 0.8) && (keys >= 2 || items >= 2)
}

const isManifest = (lines: readonly string[]) =>
  lines.some((line) => /^\s{0,4}(?:- )?apiVersion:\s/.test(line)) && lines.some((line) => /^\s{0,4}kind:\s/.test(line))
