/** What prints traces of this form; `java` is every language of the JVM, `native` debuggers and sanitizers of C and C++. */
export type Runtime = 'java' | 'python' | 'javascript' | 'go' | 'rust' | 'native' | 'kernel' | 'dotnet' | 'ruby' | 'php'

/** One frame; `at` is the index of its line among the lines that were read. */
export type StackFrame = {
  /** As written, without arguments: `com.example.Orders.place`, `main.(*Server).serve`. */
  readonly function: string
  readonly file?: string
  /** From 1. */
  readonly line?: number
  /** Source line printed with it, trimmed. */
  readonly code?: string
  /** False for frames of the runtime and of installed libraries. */
  readonly isOwn: boolean
  /** The unwinder itself doubts it: `?` before a function of the kernel. */
  readonly isUnsure?: boolean
  readonly at: number
}

/** A stack trace with what caused it. A trace can have a cause without frames: many programs print only its message. */
export type StackTrace = {
  readonly runtime: Runtime
  /** Type of the exception, kind of the panic or signal, as written; missing where frames stand alone. */
  readonly exception?: string
  /** Message after the type, its first line. */
  readonly message?: string
  /** Thread, goroutine or task, as written. */
  readonly thread?: string
  /** Innermost first, at most 200. */
  readonly frames: readonly StackFrame[]
  readonly cause?: StackTrace
  /** Exceptions that were thrown while this one was handled and did not replace it. */
  readonly suppressed: readonly StackTrace[]
  /** Index of its first line among the lines that were read, and of the line after its last, causes included. */
  readonly from: number
  readonly to: number
}

/** The innermost cause: where the chain of causes ends. */
export function rootCauseOf(trace: StackTrace): StackTrace {
  let cause = trace
  while (cause.cause !== undefined) cause = cause.cause
  return cause
}

/** Type and message as a runtime prints them: `java.io.IOException: disk full`. */
export function describeException({ exception, message }: StackTrace): string | undefined {
  if (exception === undefined) return message
  return message === undefined || message === '' ? exception : `${exception}: ${message}`
}
