import type { LogRecord } from '@faultmaven/signals'

/** Fields of a record that carry the error rather than a measure. */
export const ERROR_FIELD =
  /(?:^|[._])(?:err|error|exception|cause|reason|detail|stack|stacktrace|stack_trace|failure)(?:$|[._](?:message|msg|type|kind|class|reason|detail))/i
/** Class names of Java, Python, JavaScript, .NET and Ruby. */
const EXCEPTION = /^(?:[a-z]\w{0,40}\.){0,8}[A-Z]\w{0,80}(?:Error|Exception)$/

/** Whether what stands before the colon is the class of an exception rather than whoever writes: `SyntaxError: …`. */
export function isException(component: string): boolean {
  return EXCEPTION.test(component)
}

/** What a record says: its body behind the exception it begins with, and the error fields that it does not repeat. */
export function textOf({ body, component, fields }: LogRecord): string {
  const said = component !== undefined && isException(component) && !body.startsWith(component) ? `${component}: ${body}` : body
  const errors = Object.entries(fields).filter(
    ([key, value]) => ERROR_FIELD.test(key) && typeof value === 'string' && !body.includes(value),
  )
  return [said, ...errors.map(([, value]) => String(value).slice(0, 600))].filter((part) => part !== '').join(': ')
}
