import type { Lab } from '../runner/lab.ts'

/** A fault: how a stack is broken, how that is proved while it runs, and what an answer must say. */
export interface Fault {
  /** Unique, kebab-case; begins with what is broken. */
  readonly id: string
  /** Stack in the order of starting; the load goes to the last one that takes requests. */
  readonly programs: readonly string[]
  /** Kind of cause, one word for the table: disk-full, connection-limit, dns … */
  readonly mechanism: string
  /** The program at fault. */
  readonly entity: string
  /** Programs that show it. */
  readonly breaks: readonly string[]
  /** What it could be taken for but is not. */
  readonly looksLike?: string
  /** Programs reached through a link of the lab, so that `lab.link(name)` can spoil it. */
  readonly links?: readonly string[]
  /** Folder → mebibytes of a file system of its own, for fault and twin alike. */
  readonly disks?: Readonly<Record<string, number>>
  /** What fault and twin share, before programs are started (after their configuration is written). */
  readonly arrange?: (lab: Lab) => unknown
  /** The program's own steady traffic replaced by this request; and how many a second. */
  readonly request?: (lab: Lab) => Promise<void>
  readonly rate?: number
  /** Breaks it. Programs, configuration or the world around them; the load goes on. */
  readonly inject: (lab: Lab) => unknown
  /** Proves the fault in the running system and returns the proof in words; throws where it is not there. Must throw in the twin. */
  readonly probe: (lab: Lab) => Promise<string> | string
  /** Something harmless in the twin at the time of the fault. @default nothing happens */
  readonly twin?: (lab: Lab) => unknown
  /** Seconds of observation after the injection. @default 8 */
  readonly seconds?: number
  readonly question: string
  /** What the twin is asked. @default a question that presumes no fault */
  readonly twinQuestion?: string
  /** Name of a fact an answer must state → regular expression, without case. */
  readonly facts: Readonly<Record<string, string>>
  /** Claims that make an answer wrong. */
  readonly forbidden?: readonly string[]
  /** Regular expressions of evidence lines that show it; one must be cited. */
  readonly evidence: readonly string[]
  /** Files of the upload that this fault's user gives. @default all */
  readonly upload?: RegExp
  /** Name in the upload → command whose output is taken while the fault lasts, beside those of the programs. */
  readonly commands?: Readonly<Record<string, readonly string[]>>
  /** Extra logs and configuration: name in the upload → path. */
  readonly files?: Readonly<Record<string, string>>
  /** The kernel's messages since the start are part of the upload; such recordings run one at a time. */
  readonly kernelLog?: boolean
}

/** A fault with its twin switched: a case to record. */
export interface Case {
  readonly fault: Fault
  readonly isTwin: boolean
}
