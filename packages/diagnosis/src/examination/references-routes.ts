import type { DraftFinding, ExaminedSource } from '../draft.ts'
import { lineDraft, type TextLine } from './line-draft.ts'
import { plainFault } from './structure-draft.ts'

/** A proxy that replaces the beginning of a path before it passes a request on. */
type Rewrite = TextLine & {
  readonly sourceName: string
  readonly prefix: string
  readonly replacement: string
  /** The line that names the prefix, and the words that replace it. */
  readonly opener: TextLine
  readonly directive: string
  readonly why: string
}

const MAX_LINES = 5000
const MAX_PATHS = 20_000
const MAX_REWRITES = 100
const NOT_FOUND = /\b404\b|\bnot found\b|\bcannot (?:get|post|put|patch|delete)\b|\bno (?:route|handler|mapping)\b/i
const PATH = /(?<=[\s"'(=[]|^)(\/[A-Za-z][\w./-]{0,200})/g

/**
 * Proxies that cut a prefix from the path (`proxy_pass` with a URI and its kin), where a back end answers 404 for just the paths that
 * are left: the same path with the prefix is what clients ask for.
 * @see https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass ("the part of a normalized request URI matching the
 *   location is replaced by a URI specified in the directive")
 * @see https://httpd.apache.org/docs/2.4/mod/mod_proxy.html#proxypass
 * @see https://kubernetes.github.io/ingress-nginx/examples/rewrite/
 */
export function findCutRoutes(sources: readonly ExaminedSource[]): DraftFinding[] {
  const rewrites = sources.flatMap(rewritesOf)
  if (rewrites.length === 0) return []
  const { all, missed } = pathsOf(sources)
  return rewrites.flatMap((rewrite) => {
    const cut = [...missed].filter((path) => {
      const rest =
        rewrite.replacement === '/'
          ? path
          : path.startsWith(rewrite.replacement)
            ? path.slice(rewrite.replacement.length - 1)
            : ''
      return rest !== '' && !path.startsWith(rewrite.prefix) && all.has(`${rewrite.prefix.replace(/\/$/, '')}${rest}`)
    })
    return cut.length === 0 ? [] : [routeFinding(rewrite, cut)]
  })
}

function rewritesOf({ name: sourceName, lines = [] }: ExaminedSource): Rewrite[] {
  let opener: (TextLine & { readonly prefix: string }) | undefined
  const found: Rewrite[] = []
  for (const [index, raw] of lines.slice(0, MAX_LINES).entries()) {
    const text = raw.slice(0, 400)
    const here = { text: raw, line: index + 1 }
    const opened =
      /^\s*(?:location(?:\s+\^~)?\s+|-?\s*path:\s*["']?|-?\s*match:\s*\{?\s*prefix:\s*["']?|prefix:\s*["']?|<Location\s+["']?)(\/[\w./-]{1,100})/.exec(
        text,
      )
    if (opened) opener = { ...here, prefix: opened[1] ?? '' }
    const passed = /^\s*proxy_pass\s+(https?:\/\/[^/;\s]{1,200})(\/[^;\s$]{0,200});/.exec(text)
    const apache = /^\s*ProxyPass\s+["']?(\/[\w./-]{1,100})["']?\s+["']?(https?:\/\/[^/"'\s]{1,200})(\/[^"'\s]{0,200})/.exec(text)
    const rewritten = /(?:rewrite-target|prefix_rewrite|replacePrefixMatch)["']?:\s*["']?(\/[\w./-]{0,100})["']?\s*$/.exec(text)
    const stripped = /(?:stripprefix\.prefixes[=:]\s*|strip_prefix\s+|handle_path\s+)["']?(\/[\w./-]{1,100})/i.exec(text)
    if (passed && opener)
      found.push({
        ...here,
        sourceName,
        opener,
        prefix: opener.prefix,
        replacement: passed[2] ?? '/',
        directive: `proxy_pass ${passed[1]}${passed[2]}`,
        why: `its trailing slash (URI “${passed[2]}”) replaces the prefix ${opener.prefix} of location ${opener.prefix}`,
      })
    else if (apache)
      found.push({
        ...here,
        sourceName,
        opener: here,
        prefix: apache[1] ?? '',
        replacement: apache[3] ?? '/',
        directive: `ProxyPass ${apache[1]} ${apache[2]}${apache[3]}`,
        why: `it replaces the prefix ${apache[1]} with ${apache[3]}`,
      })
    else if (rewritten && opener)
      found.push({
        ...here,
        sourceName,
        opener,
        prefix: opener.prefix,
        replacement: rewritten[1] ?? '/',
        directive: text.trim(),
        why: `it replaces the prefix ${opener.prefix} with ${rewritten[1]}`,
      })
    else if (stripped)
      found.push({
        ...here,
        sourceName,
        opener: here,
        prefix: stripped[1] ?? '',
        replacement: '/',
        directive: text.trim(),
        why: `it strips the prefix ${stripped[1]}`,
      })
  }
  return found.filter(({ prefix, replacement }) => prefix !== replacement && prefix !== '/').slice(0, MAX_REWRITES)
}

/** Paths that any line or log message names, and those of messages that say that there is nothing. */
function pathsOf(sources: readonly ExaminedSource[]): { all: Set<string>; missed: Set<string> } {
  const all = new Set<string>()
  const missed = new Set<string>()
  for (const { lines = [], log } of sources) {
    const texts = [
      ...lines,
      ...(log?.templates ?? []).flatMap(({ samples }) =>
        samples.flatMap(({ body, fields }) => [body, ...Object.values(fields).map(String)]),
      ),
    ]
    for (const text of texts) {
      if (all.size >= MAX_PATHS) break
      const head = text.slice(0, 1000)
      const paths = [...head.matchAll(PATH)].map(([, path = '']) => path)
      for (const path of paths) all.add(path)
      if (NOT_FOUND.test(head)) for (const path of paths) missed.add(path)
    }
  }
  return { all, missed }
}

function routeFinding(rewrite: Rewrite, cut: readonly string[]): DraftFinding {
  const { sourceName, prefix, directive, why, opener } = rewrite
  const example = cut[0] ?? ''
  return lineDraft({
    sourceName,
    kind: 'reference',
    check: 'routes',
    title: `“${directive}” strips ${prefix} from the path: ${why}, so the back end gets ${example} and answers 404`,
    score: 0.84,
    proofs: [rewrite, opener],
    entities: [directive, prefix],
    fault: plainFault('route', 'mismatched', { entity: directive.split(' ')[0] ?? prefix, cause: directive }),
    details: [`clients ask for ${prefix.replace(/\/$/, '')}${example}, the back end is asked for ${example}`],
  })
}
