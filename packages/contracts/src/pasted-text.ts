/** A question, and what was pasted into it. */
export type SplitQuestion = { readonly prose: string; readonly pasted: string }

const FENCED = /```[^\n`]*\n([\s\S]*?)(?:```|$)/g
const LOG_LINE =
  /^\s*(?:\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d|\[?\d\d:\d\d:\d\d[.,\] ]|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d |[IWEF]\d{4} \d\d:\d\d:\d\d|\d{1,3}(?:\.\d{1,3}){3} - |\{".*\}\s*$|\[?(?:ERROR|WARN(?:ING)?|FATAL|INFO|DEBUG|TRACE)\]?[: ]|level=\w+ )/
const CONTINUATION =
  /^\s+(?:at |\.\.\. \d+ more|File "|\^|\|)|^Caused by: |^Traceback \(|^(?:[\w.]+(?:Error|Exception))(?::|$)|^goroutine \d+|^\t/
/** One line of a log is quoted as often as it is meant as data. */
const FEWEST_LINES = 2

/** Name of the source that pasted text becomes. */
export const PASTED_NAME = 'pasted.txt'

/**
 * Takes log lines, stack traces and fenced blocks out of a question. `pasted` is empty where fewer than two
 * lines look like data. Who receives a turn sends it on as a source; who reads the question reads the prose.
 */
export function splitPastedText(text: string): SplitQuestion {
  const blocks: string[] = []
  const unfenced = text.replaceAll(FENCED, (_, block: string) => {
    blocks.push(block.trimEnd())
    return '\n'
  })
  const prose: string[] = []
  let isInside = false
  for (const line of unfenced.split('\n')) {
    isInside = LOG_LINE.test(line) || CONTINUATION.test(line) || (isInside && line.trim() === '')
    if (isInside) blocks.push(line)
    else prose.push(line)
  }
  const pasted = blocks.join('\n').trimEnd()
  if (pasted.split('\n').length < FEWEST_LINES) return { prose: text.trim(), pasted: '' }
  return { prose: prose.join('\n').trim(), pasted: `${pasted}\n` }
}
