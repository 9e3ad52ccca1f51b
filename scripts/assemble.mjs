import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Compiles the line scanner to WebAssembly and writes it into the source tree, with the hash of what it was made from: a test tells
 * when it must be run again. The compiler is fetched for this alone; nobody who builds the product needs it.
 */
const COMPILER = 'assemblyscript@0.28.20'
const SOURCE = 'packages/logs/assembly/line-scanner.ts'
const TARGET = 'packages/logs/src/shapes/line-scanner-code.ts'
const OPTIONS = ['--enable', 'simd', '--runtime', 'stub', '-O3', '--converge', '--noAssert', '--initialMemory', '480']

const folder = mkdtempSync(join(tmpdir(), 'assemble-'))
try {
  const output = join(folder, 'line-scanner.wasm')
  execFileSync('npx', ['--yes', '--package', COMPILER, 'asc', SOURCE, '-o', output, ...OPTIONS], { stdio: 'inherit' })
  const code = readFileSync(output).toString('base64')
  const source = createHash('sha256').update(readFileSync(SOURCE)).digest('hex')
  const lines = code.match(/.{1,120}/g) ?? []
  writeFileSync(
    TARGET,
    `/** Made from ${SOURCE} by \`npm run assemble\` (${COMPILER} ${OPTIONS.join(' ')}): do not edit. */
export const LINE_SCANNER_SOURCE = '${source}'

/** WebAssembly in base64. */
export const LINE_SCANNER_CODE = \`
${lines.join('\n')}
\`
`,
  )
  console.log(`${TARGET}: ${readFileSync(output).length} bytes of WebAssembly`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
