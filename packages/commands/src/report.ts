/** What a sampling tool measures: CPU time, block devices, memory and paging, run queue, network interfaces, TCP, processes, Java's heap. */
export type ReportKind = 'cpu' | 'disk' | 'memory' | 'paging' | 'load' | 'interface' | 'tcp' | 'process' | 'process-io' | 'gc'

/** Samples that a tool prints again and again under one header: every row is one sample of one subject. */
export type Report = {
  readonly kind: ReportKind
  /** Names of the measures as printed (`%steal`, `r_await`), without the column that names the subject. */
  readonly columns: readonly string[]
  readonly rows: readonly ReportRow[]
  /** Lines of its headers and totals: they are no samples, and no messages either. */
  readonly headers: readonly number[]
}

export type ReportRow = {
  readonly line: number
  /** Time of day as printed, 24 hours: `13:20:01`; empty where the tool prints none. */
  readonly clock: string
  /** Device, CPU, interface or command; empty for the whole machine. */
  readonly subject: string
  /** One a column, as printed; a number with a point or a comma, or `-`. */
  readonly cells: readonly string[]
}
