import type { Lab } from '../runner/lab.ts'
import type { Program } from './program.ts'

const folder = '/etc/provider'

export interface CertificateWish {
  /** Name it is made out to. @default 'provider.shop.internal' */
  readonly name?: string
  /** When it was signed, in the words of `faketime`. @default 'now' */
  readonly signed?: string
  readonly days?: number
  /** Signed by an authority nobody was told of. */
  readonly isForeign?: boolean
}

/** Makes the server's certificate anew. It takes effect when the provider is restarted. */
export async function makeCertificate(lab: Lab, wish: CertificateWish = {}): Promise<void> {
  const { name = 'provider.shop.internal', signed = 'now', days = 90, isForeign = false } = wish
  const authority = isForeign ? 'foreign' : 'ca'
  await lab.sh(`mkdir -p ${folder} && cd ${folder} && for a in ca foreign; do [ -f $a.pem ] || faketime '1 year ago' openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj "/CN=Shop $a" -keyout $a.key -out $a.pem; done
    printf 'subjectAltName=DNS:${name}\\n' > san.txt
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj '/CN=${name}' -keyout server.key -out server.csr
    faketime '${signed}' openssl x509 -req -in server.csr -CA ${authority}.pem -CAkey ${authority}.key -CAcreateserial -days ${days} -extfile san.txt -out server.pem
    chmod 644 server.key ca.pem server.pem; chown www-data:www-data server.key`)
}

/** The payment provider, seen from inside the lab: nginx with a certificate of the shop's own authority. */
export const provider: Program = {
  name: 'provider',
  user: 'www-data',
  address: '10.20.0.45',
  port: 443,
  hostName: 'provider.shop.internal',
  configure: async (lab) => {
    await lab.sh(
      'mkdir -p /run/nginx /var/log/provider /var/lib/nginx && chown -R www-data:www-data /run/nginx /var/log/provider /var/lib/nginx',
    )
    await makeCertificate(lab)
    lab.write(
      `${folder}/provider.conf`,
      `worker_processes 1;
pid /run/nginx/provider.pid;
error_log /var/log/provider/error.log info;
events { worker_connections 256; }
http {
  access_log /var/log/provider/access.log;
  server {
    listen 10.20.0.45:443 ssl;
    server_name provider.shop.internal;
    ssl_certificate ${folder}/server.pem;
    ssl_certificate_key ${folder}/server.key;
    ssl_protocols TLSv1.2 TLSv1.3;
    location / { return 200 '{"charged":true}'; }
  }
}
`,
    )
  },
  command: () => ['/usr/sbin/nginx', '-c', `${folder}/provider.conf`, '-g', 'daemon off;'],
  ready: async (lab) => (await lab.run(['curl', '-sk', 'https://10.20.0.45/'])).stdout.includes('charged'),
  logs: { 'provider-error.log': '/var/log/provider/error.log', 'provider-access.log': '/var/log/provider/access.log' },
  configuration: { 'provider.conf': `${folder}/provider.conf` },
  commands: {
    's_client.txt': [
      'sh',
      '-c',
      `echo | timeout 3 openssl s_client -connect provider.shop.internal:443 -servername provider.shop.internal -CAfile ${folder}/ca.pem 2>&1 | head -40; openssl x509 -in ${folder}/server.pem -noout -subject -issuer -dates -ext subjectAltName`,
    ],
  },
}
