import type { ContentKind } from './content-kind.ts'

const EXTENSIONS: readonly (readonly [ContentKind, string])[] = [
  ['log', 'log out err stderr stdout trc journal syslog messages dmesg'],
  ['metrics', 'prom csv tsv om'],
  ['config', 'yaml yml json ini conf cfg toml properties env xml tf tfvars hcl cnf service timer'],
  ['code', 'py go java kt ts tsx js jsx mjs cjs rs c h cc cpp hpp cs rb php scala sh bash sql pl lua swift patch diff'],
  ['document', 'md markdown rst adoc html htm'],
]
const KINDS = new Map(EXTENSIONS.flatMap(([kind, names]) => names.split(' ').map((name) => [name, kind] as const)))
const WHOLE_NAMES: readonly (readonly [RegExp, ContentKind])[] = [
  [/^(?:messages|syslog|dmesg|kern\.log|auth\.log|secure|catalina\.out|journal)$/i, 'log'],
  [/^(?:dockerfile|makefile|jenkinsfile|\.env|hosts|fstab|sysctl\.conf)/i, 'config'],
  [/(?:^|[-_.])(?:spans?|traces?)(?:[-_.]|$)/i, 'trace'],
  [/(?:^|[-_.])metrics?(?:[-_.]|$)/i, 'metrics'],
  [/^(?:kubectl|oc|docker|systemctl|df|free|ps|ss|netstat|top|lsof|ip|uptime|mount|lsblk)[-_ .]/i, 'command-output'],
]

/** Kind that a file name suggests; undefined when it suggests none. */
export function hintOfName(name: string): ContentKind | undefined {
  const base = name.split(/[/\\!]/).at(-1) ?? name
  // app.log.2026-03-04.gz, app.log.1 and app.log are the same to us.
  const plain = base.replace(/\.(?:gz|bz2|xz|zst|zip)$/i, '').replace(/(?:[.-]\d{1,10}(?:-\d\d){0,2}){1,3}$/, '')
  for (const [pattern, kind] of WHOLE_NAMES) if (pattern.test(plain)) return kind
  return KINDS.get(plain.split('.').at(-1)?.toLowerCase() ?? '')
}
