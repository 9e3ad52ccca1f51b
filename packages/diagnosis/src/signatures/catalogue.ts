import dns from './dns.json' with { type: 'json' }
import filesystem from './filesystem.json' with { type: 'json' }
import elasticsearch from './elasticsearch.json' with { type: 'json' }
import etcd from './etcd.json' with { type: 'json' }
import go from './go.json' with { type: 'json' }
import haproxy from './haproxy.json' with { type: 'json' }
import http from './http.json' with { type: 'json' }
import jvm from './jvm.json' with { type: 'json' }
import kafka from './kafka.json' with { type: 'json' }
import kubernetes from './kubernetes.json' with { type: 'json' }
import linuxKernel from './linux-kernel.json' with { type: 'json' }
import mongodb from './mongodb.json' with { type: 'json' }
import mysql from './mysql.json' with { type: 'json' }
import nginx from './nginx.json' with { type: 'json' }
import nodejs from './nodejs.json' with { type: 'json' }
import postgresql from './postgresql.json' with { type: 'json' }
import python from './python.json' with { type: 'json' }
import rabbitmq from './rabbitmq.json' with { type: 'json' }
import redis from './redis.json' with { type: 'json' }
import ssh from './ssh.json' with { type: 'json' }
import systemd from './systemd.json' with { type: 'json' }
import tls from './tls.json' with { type: 'json' }
import type { Signature } from './signature.ts'

/** Every signature, file by file. A file `<technology>.json` is an array of signatures and needs its import and its name here. */
export const SIGNATURES: readonly Signature[] = [
  dns,
  filesystem,
  elasticsearch,
  etcd,
  go,
  haproxy,
  http,
  jvm,
  kafka,
  kubernetes,
  linuxKernel,
  mongodb,
  mysql,
  nginx,
  nodejs,
  postgresql,
  python,
  rabbitmq,
  redis,
  ssh,
  systemd,
  tls,
].flatMap(asSignatures)

/** Guarantee: catalogue.test.ts checks every field of every file against {@link Signature} and runs every sample. */
function asSignatures(data: unknown): readonly Signature[] {
  return data as readonly Signature[]
}
