import { closeSync, openSync, readSync } from 'node:fs'
import { createLogMiner, createLogReader } from '@faultmaven/logs'
import { limitInlining } from '../../services/data-processing/src/log-reading/limit-inlining.ts'
import { createChunkBuffer } from '../../services/data-processing/src/record-index/chunk-buffer.ts'
import { createIndexColumns } from '../../services/data-processing/src/record-index/index-columns.ts'

/**
 * Reads one log in one thread, with the reader and the settings of a reading worker, and prints what a process that does only that took:
 * `node dist/bench/read-log.mjs FILE [mining|analysis|index]` (`npm run build` first). `mining` reads headers and mines templates, `analysis`
 * counts all that findings are made of as well, `index` also packs the columns of the record index, unsealed.
 * Made for the commands that a yardstick runs beside itself.
 */
const NOW = Date.UTC(2026, 10, 22)
const [file, depth = 'analysis'] = process.argv.slice(2)
if (file === undefined || !/^(?:mining|analysis|index)$/.test(depth))
  throw new Error('Give a log and how far it is read: see the head of this file')

function createReader() {
  if (depth === 'mining') {
    const { push, end, minedSoFar } = createLogMiner({ now: NOW })
    return {
      push,
      end: () => {
        end()
        return minedSoFar()
      },
    }
  }
  if (depth === 'analysis') return createLogReader({ now: NOW })
  const index = createIndexColumns({ buffer: createChunkBuffer(), onChunk: () => {} })
  const { push, end } = createLogReader({ now: NOW, columns: index.take })
  return {
    push,
    end: () => {
      const digest = end()
      index.end()
      return digest
    },
  }
}

limitInlining()
const reader = createReader()
const descriptor = openSync(file, 'r')
const buffer = Buffer.allocUnsafeSlow(2 ** 20)
for (let count = readSync(descriptor, buffer); count > 0; count = readSync(descriptor, buffer))
  reader.push(buffer.subarray(0, count))
closeSync(descriptor)
const { coverage, templates } = reader.end()
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
console.log(
  JSON.stringify({
    depth,
    lines: coverage.lines,
    records: coverage.records,
    templates: templates.length,
    cpuSeconds: Number(((userCPUTime + systemCPUTime) / 1e6).toFixed(2)),
    peakRssMegabytes: Math.round(maxRSS / 1000),
  }),
)
