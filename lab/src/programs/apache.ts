import type { Lab } from '../runner/lab.ts'
import { answers, ask } from './http.ts'
import type { Program } from './program.ts'

export const apache: Program = {
  name: 'apache',
  user: 'www-data',
  address: '10.20.0.5',
  port: 80,
  hostName: 'intranet.shop.internal',
  configure: async (lab) => {
    await lab.sh(
      'mkdir -p /var/log/apache2 /run/apache2 /var/www/intranet/private && chown www-data:www-data /var/log/apache2 /run/apache2',
    )
    lab.write('/var/www/intranet/index.html', '<h1>Intranet</h1>\n')
    lab.write('/var/www/intranet/private/.htaccess', 'Require all granted\n')
    lab.write('/var/www/intranet/private/plan.html', '<h1>Plan</h1>\n')
    lab.write(
      '/etc/apache2/apache2.conf',
      `ServerName intranet.shop.internal
ServerRoot /etc/apache2
DefaultRuntimeDir /run/apache2
PidFile /run/apache2/apache2.pid
Listen 10.20.0.5:80
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule dir_module /usr/lib/apache2/modules/mod_dir.so
LoadModule mime_module /usr/lib/apache2/modules/mod_mime.so
LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so
LoadModule proxy_http_module /usr/lib/apache2/modules/mod_proxy_http.so
LoadModule rewrite_module /usr/lib/apache2/modules/mod_rewrite.so
LoadModule status_module /usr/lib/apache2/modules/mod_status.so
TypesConfig /etc/mime.types
StartServers 1
ThreadsPerChild 25
MaxRequestWorkers 50
ServerLimit 2
ErrorLog /var/log/apache2/error.log
LogLevel warn
LogFormat "%h %l %u %t \\"%r\\" %>s %O \\"%{Referer}i\\" \\"%{User-Agent}i\\" %D" combined
CustomLog /var/log/apache2/access.log combined
DocumentRoot /var/www/intranet
<Directory /var/www/intranet>
  AllowOverride All
  Require all granted
</Directory>
ProxyPass /catalog http://${lab.has('catalog') ? lab.at('catalog') : '10.20.0.43:8000'} connectiontimeout=1 timeout=3
`,
    )
  },
  command: () => ['/usr/sbin/apache2', '-D', 'FOREGROUND'],
  ready: async () => answers('http://10.20.0.5/'),
  logs: { 'apache-error.log': '/var/log/apache2/error.log', 'apache-access.log': '/var/log/apache2/access.log' },
  configuration: { 'apache2.conf': '/etc/apache2/apache2.conf', htaccess: '/var/www/intranet/private/.htaccess' },
  request: visitIntranet,
  rate: 25,
}

async function visitIntranet({ random }: Lab): Promise<void> {
  const page =
    random() < 0.5 ? `/catalog/items/${1 + Math.floor(random() ** 2 * 300)}` : random() < 0.6 ? '/' : '/private/plan.html'
  await ask(`http://10.20.0.5${page}`)
}
