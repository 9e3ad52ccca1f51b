import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Compiles the line scanner to WebAssembly and writes it into the source tree, with the hash of what it was made from: a test tells
 * when it must be run again. The compiler is fetched for this alone; nobody who builds the product needs it.
 */
const COMPILER = 'assemblyscript@0.28.20'
const FOLDER = 'packages/logs/assembly'
const TARGET = 'packages/logs/src/shapes/line-scanner-code.ts'
const OPTIONS = ['--enable', 'simd', '--runtime', 'stub', '-O3', '--converge', '--noAssert', '--initialMemory', '560']

const folder = mkdtempSync(join(tmpdir(), 'assemble-'))
try {
  const output = join(folder, 'line-scanner.wasm')
  execFileSync('npx', ['--yes', '--package', COMPILER, 'asc', `${FOLDER}/line-scanner.ts`, '-o', output, ...OPTIONS], {
    stdio: 'inherit',
  })
  const code = readFileSync(output).toString('base64')
  const hash = createHash('sha256')
  for (const name of readdirSync(FOLDER).toSorted()) hash.update(readFileSync(join(FOLDER, name)))
  const source = hash.digest('hex')
  const lines = code.match(/.{1,120}/g) ?? []
  writeFileSync(
    TARGET,
    `/** Made from ${FOLDER} by \`npm run assemble\` (${COMPILER} ${OPTIONS.join(' ')}): do not edit. */
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
