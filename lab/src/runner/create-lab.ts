import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  statfsSync,
  writeFileSync,
  existsSync,
  appendFileSync,
  readdirSync,
} from 'node:fs'
import path from 'node:path'
import { openLink, type Link } from '../network/link.ts'
import type { Program } from '../programs/program.ts'
import type { User } from '../sandbox/users.ts'
import { createRandom } from '../load/random.ts'
import type { Lab } from './lab.ts'
import { asUser, environmentOf, runCommand } from './run-command.ts'

interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<void>
  isAsked: boolean
}

export interface LabSettings {
  /** Name of the case; control groups, which are the machine's, are named after it. */
  readonly id: string
  readonly seed: number
  readonly amount: number
  readonly programs: readonly Program[]
}

/** Makes the lab of one sandbox; `close` ends what runs beside the load and every program, last started first. */
export function createLab({ id, seed, amount, programs }: LabSettings) {
  const random = createRandom(seed ^ 0x51ab)
  const running = new Map<string, Running>()
  const environments = new Map<string, Record<string, string>>()
  const links = new Map<string, Link>()
  const exits = new Map<string, number>()
  const besides: Promise<void>[] = []
  let isOver = false
  const program = (name: string): Program => {
    const found = programs.find((candidate) => candidate.name === name)
    if (!found) throw new Error(`No program "${name}" in this stack: add it to the fault's programs`)
    return found
  }
  const process_ = (name: string): Running => {
    const found = running.get(name)
    if (!found) throw new Error(`"${name}" was never started`)
    return found
  }

  const launch = (name: string): void => {
    const { command, env, user, console: file } = program(name)
    const log = file ?? `/var/log/${name}/console.log`
    mkdirSync(path.dirname(log), { recursive: true })
    const output = openSync(log, 'a')
    const [executable = '', ...args] = asUser(command(lab), user)
    const environment = environmentOf(user, { ...env?.(lab), ...environments.get(name) })
    const child = spawn(executable, args, { cwd: '/', env: environment, stdio: ['ignore', output, output] })
    closeSync(output)
    const entry: Running = {
      child,
      isAsked: false,
      ended: new Promise((resolve) => {
        child.on('error', (error) => {
          appendFileSync(log, `${error.message}\n`)
          resolve()
        })
        child.on('exit', () => {
          if (!entry.isAsked) exits.set(name, (exits.get(name) ?? 0) + 1)
          resolve()
        })
      }),
    }
    running.set(name, entry)
  }
  const isAlive = (name: string): boolean => {
    const child = running.get(name)?.child
    return child !== undefined && child.pid !== undefined && child.exitCode === null && child.signalCode === null
  }
  const configure = async (name: string): Promise<void> => {
    await program(name).configure?.(lab)
  }
  const start = async (name: string): Promise<void> => {
    const { ready, readyMs = 30_000 } = program(name)
    launch(name)
    const deadline = Date.now() + readyMs
    while (!(await ready(lab).catch(() => false))) {
      if (!isAlive(name)) throw new Error(`"${name}" ended while starting: ${lastLines(program(name))}`)
      if (Date.now() > deadline) throw new Error(`"${name}" was not ready after ${readyMs} ms: ${lastLines(program(name))}`)
      await sleep(50)
    }
  }
  const stop = async (name: string, signal = program(name).stopSignal ?? 'SIGTERM'): Promise<void> => {
    const entry = running.get(name)
    if (!entry || !isAlive(name)) return
    entry.isAsked = true
    const [, ...workers] = signal === 'SIGKILL' ? treeOf(lab.pid(name)) : []
    entry.child.kill(signal)
    // A master killed alone would leave workers behind that go on serving.
    for (const pid of workers) killQuietly(pid)
    const grace = setTimeout(() => entry.child.kill('SIGKILL'), 6000)
    await entry.ended
    clearTimeout(grace)
  }

  const lab: Lab = {
    seed,
    random,
    amount,
    programs,
    has: (name) => programs.some((candidate) => candidate.name === name),
    run: runCommand,
    sh: async (line, options) => {
      const { code, stdout, stderr } = await runCommand(['sh', '-c', line], options)
      if (code !== 0) throw new Error(`"${line.slice(0, 200)}" failed with ${code}: ${stderr.trim() || stdout.trim()}`)
      return stdout
    },
    configure,
    start,
    launch,
    stop,
    restart: async (name) => {
      await stop(name)
      await start(name)
    },
    supervise: (name, delayMs = 700) => {
      lab.meanwhile(async (over) => {
        while (!over()) {
          const entry = running.get(name)
          await Promise.race([entry?.ended ?? Promise.resolve(), sleep(200)])
          if (isAlive(name) || entry?.isAsked || over()) continue
          await sleep(delayMs)
          launch(name)
        }
      })
    },
    running: isAlive,
    pid: (name) => process_(name).child.pid ?? 0,
    exits: (name) => exits.get(name) ?? 0,
    signal: (name, signal) => void process_(name).child.kill(signal),
    read: (file) => readFileSync(file, 'utf8'),
    write: (file, text, { user, mode } = {}) => {
      mkdirSync(path.dirname(file), { recursive: true })
      writeFileSync(file, text, mode === undefined ? {} : { mode })
      if (user) own(file, user)
    },
    edit: (file, change) => {
      const before = readFileSync(file, 'utf8')
      const after = change(before)
      if (after === before) throw new Error(`The edit of "${file}" changed nothing`)
      writeFileSync(file, after)
    },
    environment: (name) => {
      const found = environments.get(name) ?? {}
      environments.set(name, found)
      return found
    },
    link: (name) => {
      const found = links.get(name)
      if (!found) throw new Error(`No link before "${name}": add it to the fault's links`)
      return found
    },
    at: (name) => `${program(name).hostName}:${program(name).port}`,
    smallDisk: async (folder, mebibytes) => {
      await lab.sh(
        `mkdir -p ${folder} && cp -a ${folder} /tmp/.disk && mount -t tmpfs -o size=${mebibytes}m,mode=755 /dev/vdb1 ${folder} && ` +
          `chown --reference=/tmp/.disk ${folder} && chmod --reference=/tmp/.disk ${folder} && cp -a /tmp/.disk/. ${folder}/ && rm -rf /tmp/.disk`,
      )
    },
    freeBytes: (folder) => {
      const { bavail, bsize } = statfsSync(folder)
      return bavail * bsize
    },
    limit: (name, { memoryBytes, cpuShare, tasks }) => {
      const group = lab.groupOf(name)
      const pids = treeOf(lab.pid(name))
      const set = (controller: string, file: string, value: number) => {
        const folder = `/lab/cgroup/${controller}/${group}`
        if (!existsSync(`/lab/cgroup/${controller}`)) throw new Error('This fault needs control groups, which need root')
        mkdirSync(folder, { recursive: true })
        writeFileSync(`${folder}/${file}`, String(value))
        for (const pid of pids) writeFileSync(`${folder}/cgroup.procs`, String(pid))
      }
      if (memoryBytes) set('memory', 'memory.limit_in_bytes', memoryBytes)
      if (cpuShare) set('cpu', 'cpu.cfs_quota_us', Math.round(cpuShare * 100_000))
      if (tasks) set('pids', 'pids.max', tasks)
    },
    groupOf: (name) => `fm-lab-${id}-${name}`,
    until: async (what, probe, timeoutMs = 8000) => {
      for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await sleep(60)) if (await probe()) return
      throw new Error(`Waited ${timeoutMs} ms in vain until ${what}`)
    },
    sleep,
    meanwhile: (work) => {
      besides.push(work(() => isOver).catch(() => {}))
    },
  }

  /** Puts a link before each named program; the hosts file written after this names the link's address. */
  const openLinks = async (names: readonly string[]): Promise<void> => {
    for (const name of names) {
      const { address, port } = program(name)
      links.set(name, await openLink({ host: linkAddress(address), port }, { host: address, port }, random))
    }
  }
  const close = async (): Promise<void> => {
    isOver = true
    await Promise.race([Promise.all(besides), sleep(1500)])
    for (const name of [...running.keys()].reverse()) process_(name).child.kill('SIGKILL')
  }
  return { lab, openLinks, close, addressOf: (name: string) => addressOf(program(name), links.has(name)) }
}

/** The address clients are given: the program's own, or its link's. */
function addressOf({ address }: Program, isLinked: boolean): string {
  return isLinked ? linkAddress(address) : address
}

function linkAddress(address: string): string {
  return address.replace('10.20.0.', '10.20.1.')
}

/** A process and all its descendants, so that a limit reaches workers that were forked before it. */
function treeOf(root: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        return [[Number(name), Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8'))?.[1])] as const]
      } catch {
        return []
      }
    })
  const found = [root]
  for (const pid of found) found.push(...parents.flatMap(([child, parent]) => (parent === pid ? [child] : [])))
  return found
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    return // ended meanwhile
  }
}

function own(file: string, user: User): void {
  const { status } = spawnSync('chown', [`${user}:${user}`, file])
  if (status !== 0) throw new Error(`Cannot give "${file}" to ${user}`)
}

function lastLines({ logs = {}, console: file, name }: Program): string {
  const files = [file ?? `/var/log/${name}/console.log`, ...Object.values(logs)]
  const texts = files.flatMap((log) => (existsSync(log) ? [readFileSync(log, 'utf8').slice(-2500)] : []))
  return texts.join('\n').slice(-3000)
}

async function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
