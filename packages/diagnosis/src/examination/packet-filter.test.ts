import { describe, expect, it } from 'vitest'
import { examinePacketFilter } from './packet-filter.ts'

const titles = (text: string) =>
  examinePacketFilter(text.split('\n'), 'fw.txt').map(({ title, places }) => `${places.map(({ line }) => line).join()}: ${title}`)

describe('examinePacketFilter()', () => {
  it('tells a rule of a listing that met packets and hides the one that lets clients in', () => {
    expect(
      titles(`Chain INPUT (policy ACCEPT 120K packets, 33M bytes)
 pkts bytes target     prot opt in     out     source               destination
 1.2M  310M ACCEPT     all  --  *      *       0.0.0.0/0            0.0.0.0/0            ctstate RELATED,ESTABLISHED
88231 5293K DROP       tcp  --  *      *       0.0.0.0/0            0.0.0.0/0            tcp dpt:5432
    0     0 ACCEPT     tcp  --  *      *       10.0.0.0/8           0.0.0.0/0            tcp dpt:5432
    0     0 DROP       tcp  --  *      *       0.0.0.0/0            0.0.0.0/0            tcp dpt:25`),
    ).toEqual([
      '4,5: The packet filter refuses port 5432 in chain INPUT; it has met 88231 packets; it stands before the rule that lets 10.0.0.0/8 in (line 5)',
    ])
  })

  it('reads saved rules, with and without counters', () => {
    expect(
      titles(
        '*filter\n[12:720] -A INPUT -p tcp -m tcp --dport 6379 -j REJECT --reject-with tcp-reset\n-A INPUT -p tcp --dport 443 -j ACCEPT',
      ),
    ).toEqual(['2: The packet filter refuses port 6379 in chain INPUT; it has met 12 packets'])
  })

  it('reads names of services where ports are not printed as numbers', () => {
    const listing = `Chain INPUT (policy DROP)
target     prot opt source               destination
ACCEPT     tcp  --  anywhere             anywhere             tcp dpt:ssh
DROP       tcp  --  anywhere             anywhere             tcp dpt:postgresql
ACCEPT     tcp  --  10.0.3.0/24          anywhere             tcp dpt:postgresql
DROP       tcp  --  anywhere             anywhere             tcp dpt:my-own-name
ACCEPT     tcp  --  10.0.3.0/24          anywhere             tcp dpt:my-own-name`
    expect(titles(listing)).toEqual([
      '4,5: The packet filter refuses port 5432 in chain INPUT; it stands before the rule that lets 10.0.3.0/24 in (line 5)',
      '6,7: The packet filter refuses port my-own-name in chain INPUT; it stands before the rule that lets 10.0.3.0/24 in (line 7)',
    ])
    const [finding] = examinePacketFilter(listing.split('\n'), 'fw.txt')
    expect(finding).toMatchObject({ entities: ['5432'], fault: { entity: 'port 5432' } })
  })

  it('knows which packets a rule is for', () => {
    expect(titles('-A INPUT -p udp --dport 53 -j DROP\n-A INPUT -p tcp --dport 53 -j ACCEPT')).toEqual([])
    expect(titles('-A INPUT -s 192.0.2.7/32 -p tcp --dport 443 -j DROP\n-A INPUT -p tcp --dport 443 -j ACCEPT')).toEqual([])
    expect(titles('-A INPUT -i eth1 -p tcp --dport 443 -j DROP\n-A INPUT -i eth0 -p tcp --dport 443 -j ACCEPT')).toEqual([])
    expect(titles('-A INPUT -p tcp --dport 443 -j DROP\n-A INPUT -s 10.0.0.0/8 -p tcp --dport 443 -j ACCEPT')).toEqual([
      '1,2: The packet filter refuses port 443 in chain INPUT; it stands before the rule that lets 10.0.0.0/8 in (line 2)',
    ])
  })

  it('says nothing of rules that refuse nothing that anybody sent or that another lets in', () => {
    expect(
      titles('-A INPUT -p tcp --dport 443 -j ACCEPT\n-A INPUT -p tcp --dport 443 -j DROP\n-A FORWARD -p tcp --dport 25 -j DROP'),
    ).toEqual([])
  })
})
