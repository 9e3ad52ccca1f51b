import type { Table } from '@faultmaven/commands'
import type { TreeDocument } from '@faultmaven/config'
import type { SourceKind } from '@faultmaven/contracts'
import type { LogDigest } from '@faultmaven/logs'
import type { MetricSeries } from '@faultmaven/metrics'

type Content = {
  readonly name: string
  readonly digest: LogDigest
  readonly trees: readonly TreeDocument[]
  readonly tables: readonly Table[]
  readonly series: readonly MetricSeries[]
}
const CODE = /\.(?:ts|tsx|js|jsx|mjs|py|go|java|kt|rb|rs|c|cc|cpp|h|cs|php|scala|sh|sql)$/i

/** What a source is by what could be read of it; its name decides only between plain texts. */
export function kindOf({ name, digest, trees, tables, series }: Content): SourceKind {
  const { records, recognised } = digest.coverage
  if (series.length > 0) return 'metrics'
  // A document of which every line happened to look like a record, JSON lines say, is a log all the same.
  if (records > 1 && recognised >= 0.5 && digest.from !== undefined) return 'log'
  if (trees.length > 0) return 'config'
  if (tables.length > 0) return 'command-output'
  if (recognised >= 0.3 || digest.from !== undefined) return 'log'
  if (CODE.test(name)) return 'code'
  return records > 0 ? 'document' : 'unknown'
}
