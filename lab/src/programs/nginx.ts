import { answers } from './http.ts'
import { shopRequest } from './shop.ts'
import type { Program } from './program.ts'

const configuration = (upstream: string) => `worker_processes 1;
pid /run/nginx/nginx.pid;
error_log /var/log/nginx/error.log warn;
worker_rlimit_nofile 1024;

events { worker_connections 512; }

http {
  access_log /var/log/nginx/access.log;
  client_body_temp_path /var/lib/nginx/body;
  proxy_temp_path /var/lib/nginx/proxy;
  client_max_body_size 1m;
  keepalive_timeout 15s;
  root /var/www/html;

  upstream gateway {
    server ${upstream};
    keepalive 16;
  }

  server {
    listen 10.20.0.5:80;
    server_name shop.example;
    location /api/ {
      proxy_pass http://gateway;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_connect_timeout 2s;
      proxy_read_timeout 4s;
    }
    location / {
      try_files $uri =404;
    }
  }
}
`

export const nginx: Program = {
  name: 'nginx',
  user: 'www-data',
  address: '10.20.0.5',
  port: 80,
  hostName: 'www.shop.internal',
  configure: async (lab) => {
    await lab.sh(
      'mkdir -p /run/nginx /var/log/nginx /var/lib/nginx/body /var/lib/nginx/proxy /var/www/html && chown -R www-data:www-data /run/nginx /var/log/nginx /var/lib/nginx',
    )
    lab.write('/var/www/html/index.html', '<h1>Shop</h1>\n')
    lab.write('/etc/nginx/nginx.conf', configuration(lab.has('gateway') ? lab.at('gateway') : '10.20.0.11:3000'))
  },
  command: () => ['/usr/sbin/nginx', '-g', 'daemon off;'],
  ready: async () => answers('http://10.20.0.5/'),
  stopSignal: 'SIGQUIT',
  logs: { 'nginx-access.log': '/var/log/nginx/access.log', 'nginx-error.log': '/var/log/nginx/error.log' },
  configuration: { 'nginx.conf': '/etc/nginx/nginx.conf' },
  request: shopRequest('http://10.20.0.5'),
  rate: 25,
}
