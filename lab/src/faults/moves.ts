import net from 'node:net'
import { postgresPrograms } from '../programs/postgres.ts'
import { deploy, setVariable, type ShopService } from '../programs/shop.ts'
import type { Lab } from '../runner/lab.ts'

type Move = (lab: Lab) => Promise<void>

/** Puts another release of a service in place and starts it. */
export function deployRelease(service: ShopService, bug: string): Move {
  return async (lab) => {
    await deploy(lab, service, bug)
    await lab.restart(service)
  }
}

/** Sets or removes a variable of a service's environment and starts it anew. */
export function setAndRestart(service: ShopService, name: string, value: string | undefined): Move {
  return async (lab) => {
    setVariable(lab, service, name, value)
    await lab.restart(service)
  }
}

/** Replaces a piece of a configuration file and starts its program anew. */
export function editAndRestart(program: string, file: string, from: string, to: string): Move {
  return async (lab) => {
    lab.edit(file, (text) => text.replace(from, to))
    await lab.restart(program)
  }
}

/** The same for a change the program does not accept: it fails each time it is started. */
export function editInVain(program: string, file: string, from: string, to: string): Move {
  return async (lab) => {
    lab.edit(file, (text) => text.replace(from, to))
    await restartInVain(lab, program)
  }
}

/** A query of an application with its own login at the shop's PostgreSQL; what the client printed. */
export async function queryAs(lab: Lab, text: string, { user = 'shop', password = 'shop-secret', application = '' } = {}) {
  const url = `postgres://${user}:${password}@10.20.0.21/shop${application ? `?application_name=${application}` : ''}`
  return lab.run([`${postgresPrograms}/psql`, url, '-c', text], { timeoutMs: 30_000 })
}

/** A session of another application that runs SQL and keeps it open for half a minute. */
export function holdSession(lab: Lab, text: string, application: string): void {
  const url = `postgres://shop:shop-secret@10.20.0.21/shop?application_name=${application}`
  void lab.run(['sh', '-c', `(echo "${text}"; sleep 30) | ${postgresPrograms}/psql "${url}"`], { timeoutMs: 30_000 })
}

/** A statement of an application at MariaDB; what the client printed. */
export async function mariaAs(lab: Lab, text: string, { user = 'batch', password = 'batch-secret' } = {}) {
  return lab.run(['mariadb', '-h', '10.20.0.22', '-u', user, `-p${password}`, 'payments', '-e', text], { timeoutMs: 30_000 })
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

/** Stops a program and starts it without waiting: it may never answer. */
export async function relaunch(lab: Lab, name: string): Promise<void> {
  await lab.stop(name)
  lab.launch(name)
}

/** Stops a program and starts it without waiting: it may fail, and fails again each time it is started anew. */
export async function restartInVain(lab: Lab, name: string): Promise<void> {
  await relaunch(lab, name)
  lab.supervise(name)
  await lab.sleep(300)
}

/** Fills the file system under a folder to the last byte. */
export async function fillDisk(lab: Lab, folder: string, name = 'core.4711'): Promise<void> {
  await lab.sh(
    `dd if=/dev/zero of=${folder}/${name} bs=64k 2>/dev/null; dd if=/dev/zero of=${folder}/${name} bs=1 count=65536 oflag=append conv=notrunc 2>/dev/null; true`,
  )
}
