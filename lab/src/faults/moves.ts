import net from 'node:net'
import type { Lab } from '../runner/lab.ts'

const psqlPath = '/usr/lib/postgresql/15/bin/psql'

/** A session of another application that runs SQL and keeps it open for half a minute. */
export function holdSession(lab: Lab, text: string, application = 'nightly-report'): void {
  const url = `postgres://shop:shop-secret@10.20.0.21/shop?application_name=${application}`
  void lab.run(['sh', '-c', `(echo "${text}"; sleep 30) | ${psqlPath} "${url}"`], { timeoutMs: 30_000 })
}

/** A batch job's session at MariaDB, kept open for half a minute. */
export function holdMariaSession(lab: Lab, text: string): void {
  void lab.run(['mariadb', '-h', '10.20.0.22', '-u', 'batch', '-pbatch-secret', 'payments', '-e', text], { timeoutMs: 30_000 })
}

/** Opens connections that say nothing, from the lab itself. */
export function holdConnections(count: number, host: string, port: number): void {
  for (let held = 0; held < count; held += 1) net.connect(port, host).on('error', () => {})
}

/** Lowers how many files a running program may hold open. Its own user does it: even root may lack the right over another's limits. */
export async function limitDescriptors(lab: Lab, name: string, count: number): Promise<void> {
  const user = (await lab.sh(`stat -c %U /proc/${lab.pid(name)}`)).trim()
  await lab.sh(`setpriv --reuid=${user} --regid=${user} --clear-groups prlimit --pid ${lab.pid(name)} --nofile=${count}:${count}`)
}

/** Repeats a piece of work until the recording ends; what it throws is ignored. */
export function keepDoing(lab: Lab, work: () => Promise<unknown>, pauseMs = 100): void {
  lab.meanwhile(async (isOver) => {
    while (!isOver()) {
      await work().catch(() => '')
      await lab.sleep(pauseMs)
    }
  })
}

/** Stops a program and starts it without waiting: it may fail, and fails again each time it is started anew. */
export async function restartInVain(lab: Lab, name: string): Promise<void> {
  await lab.stop(name)
  lab.launch(name)
  lab.supervise(name)
  await lab.sleep(300)
}

/** Fills the file system under a folder to the last byte. */
export async function fillDisk(lab: Lab, folder: string, name = 'core.4711'): Promise<void> {
  await lab.sh(
    `dd if=/dev/zero of=${folder}/${name} bs=64k 2>/dev/null; dd if=/dev/zero of=${folder}/${name} bs=1 count=65536 oflag=append conv=notrunc 2>/dev/null; true`,
  )
}

/** Lines of a log that match, counted. */
export function countLines(lab: Lab, file: string, pattern: RegExp): number {
  return lab
    .read(file)
    .split('\n')
    .filter((line) => pattern.test(line)).length
}
