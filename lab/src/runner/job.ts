/** What the outer process asks for, in /lab/out/job.json. */
export interface Job {
  /** Name of the case's folder. */
  readonly id: string
  readonly fault: string
  readonly isTwin: boolean
  readonly seed: number
  readonly amount: number
  readonly warmSeconds: number
}

/** Where the time of a recording went, in /lab/out/timing.json; each phase in seconds. */
export interface Timing {
  /** Configuration and start of the programs. */
  readonly start: number
  /** Ordinary load. */
  readonly warm: number
  /** From the injection until the probe has its answer. */
  readonly observe: number
  /** Commands, metrics, files and the end of the programs. */
  readonly collect: number
  /** Processor time of all programs and of the lab itself. */
  readonly processor: number
}
