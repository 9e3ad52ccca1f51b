import { setWithoutTechnology } from './analyze/without-technology.ts'
import { printHelp } from './help.ts'

declare const __VERSION__: string
const [command = 'help', ...args] = process.argv.slice(2)

/** Each command is a lazy chunk of the bundle: `analyze` loads no HTTP server, `serve` no report. */
async function run(): Promise<number | undefined> {
  if (args.includes('--help') || args.includes('-h')) return printHelp('help')
  switch (command) {
    case 'serve':
      return (await import('./serve/serve.ts')).serve(args, version())
    case 'analyze':
      setWithoutTechnology(args, process.env)
      return (await import('./analyze/analyze.ts')).analyze(args, version())
    case 'verify':
      return (await import('./report/verify.ts')).verify(args)
    case 'replay':
      setWithoutTechnology(args, process.env)
      return (await import('./bundle/replay.ts')).replay(args, version())
    case 'link':
      return (await import('./serve/link.ts')).link(args)
    case 'version':
    case '--version':
    case '-v':
      console.log(version())
      return 0
    default:
      return printHelp(command)
  }
}

function version(): string {
  return typeof __VERSION__ === 'string' ? __VERSION__ : 'development'
}

// A reader that has seen enough (`| head`) closes the pipe: that is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2))
try {
  const exitCode = await run()
  if (exitCode !== undefined) process.exitCode = exitCode
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 2
}
