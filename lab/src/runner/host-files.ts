import type { Program } from '../programs/program.ts'
import type { Lab } from './lab.ts'

/** Writes /etc/hosts and resolv.conf: names come from the file, or from the stack's name server when it has one. */
export function writeHostFiles(lab: Lab, programs: readonly Program[], addressOf: (name: string) => string): void {
  const entries = programs.map(({ name, hostName }) => `${addressOf(name)}\t${hostName}\n`)
  const own = '127.0.0.1\tlocalhost\n10.20.0.10\tnode-1.shop.internal node-1\n'
  const server = programs.find(({ name }) => name === 'dnsmasq' || name === 'bind')
  lab.write('/etc/hosts', server ? own : own + [...new Set(entries)].join(''))
  lab.write('/etc/shop-hosts', [...new Set(entries)].join(''))
  lab.write(
    '/etc/nsswitch.conf',
    'passwd: files\ngroup: files\nshadow: files\nhosts: files dns\nnetworks: files\nprotocols: files\nservices: files\n',
  )
  lab.write(
    '/etc/resolv.conf',
    server ? `search shop.internal\nnameserver ${server.address}\noptions timeout:1 attempts:2\n` : '',
  )
}
