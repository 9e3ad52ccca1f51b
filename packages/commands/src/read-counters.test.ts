import { expect, test } from 'vitest'
import { readCounters } from './index.ts'

test('readCounters() reads link errors below their names, statistics of drivers, drops and loss, and leaves out zeros', () => {
  const text = `3: eth4: <BROADCAST,UP> mtu 1500
    RX errors: length crc     frame
               0      7001    0
$ ethtool -S eth5 | grep crc
     rx_crc_errors: 8
     tx_crc_errors: 0
TcpExtListenOverflows           55                 0.0
cpu=0   	found=1 invalid=2 insert=0 insert_failed=1 drop=77 early_drop=0
10 packets transmitted, 9 received, 10% packet loss, time 9ms
`
  expect(readCounters(text)).toEqual([
    { kind: 'damaged-frames', name: 'crc', subject: 'eth4', value: 7001, line: 3 },
    { kind: 'damaged-frames', name: 'rx_crc_errors', subject: 'eth5', value: 8, line: 5 },
    { kind: 'listen-overflow', name: 'ListenOverflows', subject: 'eth5', value: 55, line: 7 },
    { kind: 'tracking-drops', name: 'drop', subject: 'eth5', value: 77, line: 8 },
    { kind: 'packet-loss', name: 'packet loss', subject: 'eth5', value: 10, line: 9 },
  ])
})
