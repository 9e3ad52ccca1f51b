import { spawn, type ChildProcess } from 'node:child_process'
import { homeOf, type User } from '../sandbox/users.ts'

export interface CommandResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface CommandOptions {
  /** @default 'root' */
  readonly user?: User
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
  /** @default 10000 */
  readonly timeoutMs?: number
  readonly cwd?: string
}

/** A command as another user: `setpriv` drops every right before the program begins, so a service never runs as root. */
export function asUser(command: readonly string[], user: User): readonly string[] {
  return user === 'root'
    ? command
    : ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--init-groups', '--inh-caps=-all', ...command]
}

/** What a service finds in its environment. */
export function environmentOf(user: User, env: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/lib/postgresql/15/bin',
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    HOME: homeOf(user),
    USER: user,
    LOGNAME: user,
    ...env,
  }
}

/** Runs a command to its end; never throws: a command that cannot be run has code 127, one that took too long 124. */
export async function runCommand(command: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const { user = 'root', env, input, timeoutMs = 10_000, cwd = '/' } = options
  const [name = '', ...args] = asUser(command, user)
  const child: ChildProcess = spawn(name, args, { cwd, env: environmentOf(user, env), stdio: ['pipe', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  child.stdin?.on('error', () => {})
  child.stdin?.end(input ?? '')
  return new Promise((resolve) => {
    const deadline = setTimeout(() => {
      child.kill('SIGKILL')
      resolve({ code: 124, stdout, stderr: `${stderr}timed out after ${timeoutMs} ms` })
    }, timeoutMs)
    child.on('error', (error) => resolve({ code: 127, stdout, stderr: error.message }))
    child.on('close', (code) => {
      clearTimeout(deadline)
      resolve({ code: code ?? 137, stdout, stderr })
    })
  })
}
