import type { Lab, Place } from '../runner/lab.ts'
import type { User } from '../sandbox/users.ts'

/** A program the lab can run: how it is configured, started and asked; what a user would upload of it. */
export interface Program extends Place {
  readonly user: User
  /** Made once and kept below all sandboxes: data folders, seed rows. */
  readonly prepare?: (lab: Lab) => Promise<void>
  /** Writes configuration before the program starts; the lab keeps this text as "before". */
  readonly configure?: (lab: Lab) => unknown
  readonly command: (lab: Lab) => readonly string[]
  readonly env?: (lab: Lab) => Readonly<Record<string, string>>
  /** Polled until true; the command's exit before that fails the start. */
  readonly ready: (lab: Lab) => Promise<boolean>
  readonly readyMs?: number
  /** Where standard output and error go. */
  readonly console?: string
  /** How it is asked to end. @default 'SIGTERM' */
  readonly stopSignal?: NodeJS.Signals
  /** Name in the upload → path in the sandbox. */
  readonly logs?: Readonly<Record<string, string>>
  readonly configuration?: Readonly<Record<string, string>>
  /** Name in the upload → command whose output is taken while the fault lasts. */
  readonly commands?: Readonly<Record<string, readonly string[]>>
  /** Prometheus exposition of it, as its exporter would give. */
  readonly metrics?: (lab: Lab) => Promise<string>
  /** Name of a query in the upload → PromQL over those metrics. */
  readonly queries?: Readonly<Record<string, string>>
  /** One request of its own load, when it stands alone in a stack. @throws whatever the client met */
  readonly request?: (lab: Lab) => Promise<void>
  /** Requests a second of that load. @default 20 */
  readonly rate?: number
}
