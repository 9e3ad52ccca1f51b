import { isWordCode, matchAt, type Detector } from '../detector.ts'
import { isSecretValue } from '../validation/secret-value.ts'

/** How far before an option its program may stand. */
const FARTHEST = 120
const VALUE = String.raw`("[^"\n]{1,128}"|'[^'\n]{1,128}'|[^\s"'\`]{1,128})`

type Command = { readonly program: RegExp; readonly option: RegExp }

/** Options whose letter means a password for one program and something else for the next. */
const COMMANDS: Readonly<Record<string, readonly Command[]>> = {
  '-u': [
    {
      program: /\b(?:curl|wget|http|https|xh)(?:\.exe)?\W/,
      option: sticky(String.raw`-u[ \t]{0,2}["']?[^\s:"']{1,128}:([^\s"']{1,256})`),
    },
  ],
  '-p': [
    { program: /\b(?:mysql\w*|mariadb[\w-]*)\W/, option: sticky(`-p${VALUE}`) },
    { program: /\bsshpass\W/, option: sticky(String.raw`-p[ \t]{0,2}` + VALUE) },
    {
      program:
        /\b(?:mongo\w*|(?:docker|podman|nerdctl|buildah|helm registry|oras|skopeo|az(?:ure)?(?: acr)?|oc|cf) login|rabbitmqadmin|cqlsh|vncpasswd|7z)\W/,
      option: sticky(String.raw`-p[ \t]{1,2}(?!-)` + VALUE),
    },
  ],
  '-w': [{ program: /\bldap\w+\W/, option: sticky(String.raw`-w[ \t]{1,2}` + VALUE) }],
  '-a': [{ program: /\b(?:redis|valkey|keydb)-cli\W/, option: sticky(String.raw`-a[ \t]{1,2}` + VALUE) }],
}

/** `--user name:password`, of any program. */
const LONG_OPTION = /--(?:proxy-)?user[ \t=]{1,2}["']?[^\s:"']{1,128}:([^\s"']{1,256})/y
/** `-passin pass:…` of OpenSSL, `ConvertTo-SecureString "…"`, `IDENTIFIED BY '…'`, types of passwords of Cisco IOS, `sqlplus user/…@`. */
const STATEMENT = sticky(
  String.raw`(?:-pass(?:in|out)?[ \t]{1,2}pass:|convertto-securestring[ \t]{1,4}(?:-string[ \t]{1,4})?(?=["'])|snmp-server community |(?:password|secret) [05789] |identified(?: with \S{1,40})? by (?:password )?(?=["'])|sqlplus(?:[ \t]-\w{1,8}){0,3}[ \t]{1,4}["']?[\w$#]{1,64}/(?=[^\s@]{1,64}@)|jdbc:oracle:\w{1,8}:[\w$#]{1,64}/(?=[^\s@]{1,64}@))(?:` +
    String.raw`"([^"\n]{1,128})"|'([^'\n]{1,128})'|([^\s"'@]{1,128}))`,
)

/** Passwords on the command line and in statements, where no name stands before them. */
export const commandCredentials: Detector = {
  name: 'command-credentials',
  type: 'SECRET',
  source: 'https://attack.mitre.org/techniques/T1552/003/',
  anchors: [
    ' -u',
    ' -p',
    ' -w ',
    ' -a ',
    '--user',
    '--proxy-user',
    '-passin ',
    '-passout ',
    '-pass pass:',
    'convertto-securestring',
    'identified ',
    'snmp-server community ',
    ...['password', 'secret'].flatMap((word) => ['0', '5', '7', '8', '9'].map((kind) => `${word} ${kind} `)),
    'sqlplus ',
    'jdbc:oracle:',
  ],
  find(text, anchor) {
    const isOption = text[anchor] === ' '
    const start = isOption ? anchor + 1 : anchor
    if (!isOption && isWordCode(text.charCodeAt(start - 1))) return undefined
    const found = isOption ? optionAt(text, start) : (matchAt(LONG_OPTION, text, start) ?? matchAt(STATEMENT, text, start))
    const value = found?.slice(1).find((group) => group !== undefined)
    if (found === undefined || value === undefined) return undefined
    const bare = value.replaceAll(/^["']|["']$/g, '')
    if (/^\d+$/.test(bare) || !isSecretValue(bare, { strength: 'password', writing: 'tight' })) return undefined
    const from = start + found[0].lastIndexOf(bare)
    return { start: from, end: from + bare.length }
  },
  samples: {
    found: [
      'curl -u ada:⟦lovelace1843⟧ https://x',
      'curl --user "ada:⟦hunter2!⟧" x',
      'mysql -h db -u root -p⟦opensesame⟧ orders',
      "mysqldump -u ada -p'⟦open sesame⟧' orders",
      'sshpass -p ⟦opensesame⟧ ssh ada@db',
      'docker login -u ada -p ⟦opensesame⟧ registry.example.com',
      'redis-cli -h cache -a ⟦opensesame⟧ ping',
      'ldapsearch -D cn=admin -w ⟦opensesame⟧ -b dc=x',
      'openssl rsa -passin pass:⟦opensesame⟧ -in key',
      'ConvertTo-SecureString "⟦opensesame⟧" -AsPlainText',
      "CREATE USER ada IDENTIFIED BY '⟦opensesame⟧';",
      'sqlplus ada/⟦opensesame⟧@orders',
      'snmp-server community ⟦opensesame⟧ RO',
      'enable secret 9 ⟦Q7w8E9r0T1y2U3i4⟧',
    ],
    left: [
      'curl -u ada https://x',
      'docker run --user 1000:1000 x',
      'curl -u ada:$PASSWORD x',
      'docker run -p 8080:80 web',
      'mkdir -p /var/lib/app',
      'mysql -u root -p orders',
      'ssh -p 2222 host',
      'grep -w error app.log',
    ],
  },
}

/** A password behind an option of one letter, where its program stands before it on the line. */
function optionAt(text: string, start: number): RegExpExecArray | undefined {
  for (const { program, option } of COMMANDS[text.slice(start, start + 2).toLowerCase()] ?? []) {
    const found = matchAt(option, text, start)
    if (found !== undefined && program.test(lineBefore(text, start))) return found
  }
  return undefined
}

function lineBefore(text: string, start: number): string {
  const before = text.slice(Math.max(0, start - FARTHEST), start)
  return before.slice(before.lastIndexOf('\n') + 1)
}

function sticky(source: string): RegExp {
  return new RegExp(source, 'iy')
}
