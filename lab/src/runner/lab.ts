import type { Link } from '../network/link.ts'
import type { User } from '../sandbox/users.ts'
import type { CommandOptions, CommandResult } from './run-command.ts'

/** Where a program of the stack is reached. */
export interface Place {
  readonly name: string
  /** Where it listens; each program has an address of its own, so that a stack looks like several hosts. */
  readonly address: string
  readonly port: number
  /** Name other programs reach it by: in /etc/hosts, or answered by dnsmasq when that is part of the stack. */
  readonly hostName: string
}

/** What programs and faults may do inside a sandbox. Paths and addresses are the sandbox's own. */
export interface Lab {
  readonly seed: number
  readonly random: () => number
  /** How many times the ordinary amount of logging and load. */
  readonly amount: number
  readonly programs: readonly Place[]
  readonly has: (name: string) => boolean
  readonly run: (command: readonly string[], options?: CommandOptions) => Promise<CommandResult>
  /** `run` of a shell line as root, for the small moves of a fault. @throws {Error} when it fails */
  readonly sh: (line: string, options?: CommandOptions) => Promise<string>
  readonly configure: (name: string) => Promise<void>
  readonly start: (name: string) => Promise<void>
  /** Starts without waiting until it is ready: for programs that are meant to fail. */
  readonly launch: (name: string) => void
  readonly stop: (name: string, signal?: NodeJS.Signals) => Promise<void>
  readonly restart: (name: string) => Promise<void>
  /** Starts it again whenever it ends, as a service manager would, until the recording ends. */
  readonly supervise: (name: string, delayMs?: number) => void
  readonly running: (name: string) => boolean
  readonly pid: (name: string) => number
  /** How often it ended by itself since it was first started. */
  readonly exits: (name: string) => number
  readonly signal: (name: string, signal: NodeJS.Signals) => void
  readonly read: (file: string) => string
  readonly write: (file: string, text: string, options?: { readonly user?: User; readonly mode?: number }) => void
  readonly edit: (file: string, change: (text: string) => string) => void
  /** Overrides of a program's environment, used by its next start. */
  readonly environment: (name: string) => Record<string, string>
  /** The link in front of a program, made by the fault's `links`. */
  readonly link: (name: string) => Link
  /** Where clients reach a program: "host:port". */
  readonly at: (name: string) => string
  /** A file system of its own of so many mebibytes under a folder, with what the folder held. */
  readonly smallDisk: (folder: string, mebibytes: number) => Promise<void>
  readonly freeBytes: (folder: string) => number
  readonly limit: (
    name: string,
    limits: { readonly memoryBytes?: number; readonly cpuShare?: number; readonly tasks?: number },
  ) => void
  /** Control group that `limit` puts a program in. */
  readonly groupOf: (name: string) => string
  readonly until: (what: string, probe: () => Promise<boolean> | boolean, timeoutMs?: number) => Promise<void>
  readonly sleep: (ms: number) => Promise<void>
  /** Work that goes on beside the load until the recording ends. */
  readonly meanwhile: (work: (isOver: () => boolean) => Promise<void>) => void
}
