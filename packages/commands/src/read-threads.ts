/** One frame of a stack: where it stands in the dump, and the function as printed (`Pool.getConnection(Pool.java:180)`). */
export type StackFrame = { readonly text: string; readonly line: number }

/** One thread (goroutine) of a dump. Frames innermost first. */
export type StackedThread = {
  readonly name: string
  readonly line: number
  /** As printed: `BLOCKED (on object monitor)`, `semacquire, 12 minutes`; empty where the dump says none. */
  readonly state: string
  readonly frames: readonly StackFrame[]
  /** Identity of the monitor or lock that it waits for or holds, with the line that says so. */
  readonly waitsFor?: { readonly id: string; readonly type: string; readonly line: number; readonly isMonitor: boolean }
  readonly holds: readonly { readonly id: string; readonly line: number }[]
}

const MAX_CHARACTERS = 16 * 2 ** 20
const MAX_THREADS = 20_000
const MAX_FRAMES = 200
const MIN_THREADS = 3

type Open = { -readonly [Key in keyof StackedThread]: StackedThread[Key] } & {
  frames: StackFrame[]
  holds: { id: string; line: number }[]
}

const JAVA = /^"((?:[^"\\]|\\.){1,200})".{0,400}\b(?:tid=0x|nid=0x|prio=|#\d|os_prio=|Id=\d)/
const GO = /^goroutine (\d{1,12}) (?:gp=\S+ m=\S+ )?\[([^\]]{1,100})\]:/
const PYTHON =
  /^(?:Current )?[Tt]hread (0x[0-9a-f]{1,16}|\d{1,12}|0x[0-9A-F]{1,16})\s?(?:\(([^)]{1,60})\))?(?:: "([^"]{1,120})"| \(most recent call first\):)/

/**
 * Reads a dump of the stacks of all threads: jstack and `jcmd Thread.print` of the JVM, the goroutines that Go prints on SIGQUIT or
 * at `/debug/pprof/goroutine?debug=2`, and the threads of Python's faulthandler and py-spy.
 * @returns [] when the text holds fewer than three threads. Linear; never throws.
 * @see https://docs.oracle.com/en/java/javase/21/docs/specs/man/jstack.html
 * @see https://pkg.go.dev/runtime#hdr-Environment_Variables (GOTRACEBACK)
 */
export function readThreads(text: string): StackedThread[] {
  if (text.length > MAX_CHARACTERS) return []
  const threads: Open[] = []
  let open: Open | undefined
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.slice(0, 600)
    const started = startThread(line, index + 1)
    if (started) {
      if (threads.length >= MAX_THREADS) break
      threads.push(started)
      open = started
    } else if (open) addLine(open, line, index + 1)
  }
  return threads.length >= MIN_THREADS ? threads : []
}

function startThread(line: string, at: number): Open | undefined {
  const begin = (name: string, state: string): Open => ({ name, line: at, state, frames: [], holds: [] })
  const java = JAVA.exec(line)
  if (java) return begin(java[1] ?? '', '')
  const go = GO.exec(line)
  if (go) return begin(`goroutine ${go[1]}`, go[2] ?? '')
  const python = PYTHON.exec(line)
  return python ? begin(python[3] ?? `thread ${python[1]}`, python[2] ?? '') : undefined
}

function addLine(thread: Open, line: string, at: number): void {
  const state = /^\s+java\.lang\.Thread\.State: (.{1,80})$/.exec(line)?.[1]
  if (state !== undefined) thread.state = state.trim()
  const lock = /^\s+- (waiting to lock|parking to wait for|waiting on|locked)\s+<(0x[0-9a-f]+)>(?: \(an? ([^)]{1,200})\))?/.exec(
    line,
  )
  if (lock) addLock(thread, lock, at)
  const frame = frameOf(line)
  if (frame !== undefined && thread.frames.length < MAX_FRAMES) thread.frames.push({ text: frame, line: at })
}

/** A thread that waits on its own monitor gave it up: `waiting on` and `locked` of one id are no lock that it holds. */
function addLock(thread: Open, [, verb = '', id = '', type = '']: RegExpExecArray, at: number): void {
  if (verb === 'locked') {
    if (thread.waitsFor?.id !== id) thread.holds.push({ id, line: at })
  } else if (thread.waitsFor === undefined) thread.waitsFor = { id, type, line: at, isMonitor: verb === 'waiting to lock' }
}

/** `at pkg.Class.method(File.java:1)`, `pkg.(*Type).Method(0x…)` at the start of a line, `File "x.py", line 3 in f`, `f (x.py:3)`. */
function frameOf(line: string): string | undefined {
  const java = /^\s+at ([^\s(]{1,300})\(([^)]{0,200})\)/.exec(line)
  if (java) return `${java[1]}(${(java[2] ?? '').split('/').at(-1)})`
  const go = /^([\w./%~-]{1,200}(?:\.\(\*?\w+(?:\[\.\.\.\])?\))?\.[\w.-]{1,120})\((?:0x|\{|\.\.\.|\)|[\d"])/.exec(line)
  if (go?.[1]?.includes('.') === true) return go[1]
  const python = /^\s+File "([^"]{1,300})", line (\d{1,8}),? in (\S{1,120})/.exec(line)
  if (python) return `${python[3]} (${python[1]}:${python[2]})`
  const spy = /^\s{2,}([\w<>.]{1,120}) \(([\w./<>-]{1,200}:\d{1,8})\)$/.exec(line)
  return spy ? `${spy[1]} (${spy[2]})` : undefined
}
