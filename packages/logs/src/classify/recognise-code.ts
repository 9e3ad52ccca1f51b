import type { ContentClass, Head } from './content-kind.ts'

// Lines that only a program has, a language each.
const LANGUAGES: readonly (readonly [string, RegExp])[] = [
  [
    'python',
    /^\s{0,40}(?:def \w{1,80}\(|class \w{1,80}[:(]|from [\w.]{1,120} import |import [\w.]{1,120}(?: as \w{1,40})?$|if __name__ ==|@\w[\w.]{0,80}(?:\(|$)|(?:if|for|while|with|try|except|elif|else)\b.{0,300}:$|return\b)/,
  ],
  [
    'go',
    /^(?:package \w{1,60}$|func (?:\([^)]{1,120}\) )?\w{1,80}\(|import (?:\(|")|type \w{1,80} (?:struct|interface) \{|\s{1,40}(?:if err != nil|\w{1,60}(?:, \w{1,60}){0,3} := |return\b|defer ))/,
  ],
  [
    'java',
    /^\s{0,40}(?:package [\w.]{1,200};|import (?:static )?[\w.*]{1,200};|(?:public|private|protected|final|abstract)\s.{1,300}[{;]$|@Override|return\b.{0,300};$)/,
  ],
  [
    'javascript',
    /^\s{0,40}(?:import .{1,300} from ['"]|export (?:default |const |function |class |type |async )|const .{1,200} = |let \w.{0,200} = |(?:async )?function \w{0,80}\(|module\.exports|.{0,200}=> \{$|\}\)?;?$)/,
  ],
  [
    'c',
    /^\s{0,40}(?:#(?:include|define|ifdef|ifndef|endif)\b|(?:static |inline |const |unsigned |struct ){0,4}(?:int|void|char|size_t|bool|double|float|auto)[ *]{1,4}\w{1,80}(?:\(|\s{0,4}[=;[])|namespace \w)/,
  ],
  [
    'rust',
    /^\s{0,40}(?:use [\w:{}, *]{1,200};|(?:pub )?(?:async )?fn \w{1,80}|impl\b|let (?:mut )?\w{1,80}|#\[\w|(?:pub )?(?:struct|enum|mod) \w)/,
  ],
  ['ruby', /^\s{0,40}(?:def \w[\w?!.]{0,80}|class [A-Z]\w{0,80}|module [A-Z]|require ['"]|end$)/],
  [
    'shell',
    /^\s{0,40}(?:#!.{0,40}sh\b|(?:if|while) \[|then$|fi$|done$|esac$|function \w{1,80} ?\{|\w{1,60}\(\) ?\{|echo |export \w{1,60}=|set -[a-z]{1,6})/,
  ],
  [
    'sql',
    /^\s{0,40}(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE (?:TABLE|INDEX|VIEW)|ALTER TABLE|FROM|WHERE|JOIN|GROUP BY|ORDER BY)\b/,
  ],
]
const DIFF = /^(?:diff --git a\/|--- a\/|\+\+\+ b\/|@@ -\d{1,8})/

/** Source code and differences between versions. */
export function recogniseCode({ filled }: Head): ContentClass | undefined {
  if (filled.slice(0, 40).filter((line) => DIFF.test(line)).length >= 2) return { kind: 'code', format: 'diff', confidence: 0.95 }
  if (/^#!\s{0,4}\/\S{1,80}(?:sh|python\d?|node|perl|ruby)\b/.test(filled[0] ?? ''))
    return { kind: 'code', format: 'script', confidence: 0.95 }
  let best: ContentClass | undefined
  for (const [format, pattern] of LANGUAGES) {
    const lines = filled.filter((line) => pattern.test(line)).length
    const confidence = Math.min(0.9, 0.3 + (2 * lines) / filled.length)
    if (lines >= 2 && lines >= filled.length * 0.15 && confidence > (best?.confidence ?? 0))
      best = { kind: 'code', format, confidence }
  }
  return best
}
