import type { Severity } from '@faultmaven/signals'

/**
 * How programs without a log write errors to their terminal: `error: …`, `tool: error: …`, `tool error …`, `ERR! …`, `(job) ERROR (…)`.
 * @see https://www.gnu.org/prep/standards/html_node/Errors.html
 */
const ERROR =
  /^(?:\[[\w .-]{1,40}\] )?(?:[\w./+-]{1,40}(?:\[\d{1,7}\])?: ?)?(?:(?:fatal )?error|fatal): |^\([^)]{1,80}\) ERROR \(/i
/** Without a colon only behind the name of a tool: "Error handling was rewritten" reports none. */
const TOOL_ERROR = /^[a-z][\w./+-]{1,30} (?:error|ERR!) \S/
/** `SyntaxError: …`, `java.io.IOException: …`: what nobody caught ended the program. */
const EXCEPTION = /^(?:[a-z]\w{0,40}\.){0,8}[A-Z]\w{0,80}(?:Error|Exception): ?\S/
const WARNING = /^(?:[\w./+-]{1,40}:? )?warn(?:ing)?: /i
/** Words that begin a sentence of good news or about errors in general. */
const NO_REPORT = /^(?:no|zero|0|without|if|on|last|total|max|retry|ignore\w*|handle\w*|clear\w*) error/i

/** The severity that a message without a level gives itself by how it begins. */
export function spokenSeverity(text: string): Severity | undefined {
  const head = text.trimStart().slice(0, 120)
  if (NO_REPORT.test(head)) return undefined
  if (ERROR.test(head) || TOOL_ERROR.test(head) || EXCEPTION.test(head)) return 'error'
  return WARNING.test(head) ? 'warn' : undefined
}
