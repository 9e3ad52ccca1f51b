#!/bin/sh
# Runs a node script in a root folder of its own: namespaces of mounts, network, host name and processes; nothing of the machine is changed
# and everything ends with the first process. $1 lower folders (a:b), $2 scratch folder or folder to keep the upper layer in,
# $3 "scratch" or "keep", $4 folder of bundles, $5 folder to write to, $6 npm modules, $7 host name, then script and arguments.
set -eu
lower=$1 work=$2 mode=$3 bundle=$4 out=$5 modules=$6 host=$7
shift 7
mount --make-rprivate / 2>/dev/null || true
[ "$mode" = keep ] || mount -t tmpfs -o size=6g,mode=755 tmpfs "$work"
mkdir -p "$work/upper" "$work/work" "$work/root"
root=$work/root
mount -t overlay overlay -o "lowerdir=$lower,upperdir=$work/upper,workdir=$work/work" "$root"
mkdir -p "$root/lab/bundle" "$root/lab/out" "$root/lab/cgroup" "$root/srv/shop/node_modules"
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for device in null zero full random urandom tty kmsg; do
  : > "$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device" 2>/dev/null || true
done
mkdir "$root/dev/shm" "$root/dev/pts"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts" 2>/dev/null && ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mount --bind "$bundle" "$root/lab/bundle"
mount --bind "$out" "$root/lab/out"
mount --bind "$modules" "$root/srv/shop/node_modules"
mount --rbind /sys/fs/cgroup "$root/lab/cgroup" 2>/dev/null || true
hostname "$host"
echo 0 > /proc/sys/net/ipv4/ip_unprivileged_port_start
ip link set lo up
for address in 5 10 11 12 13 14 15 21 22 23 24 25 26 27 28 29 31 32 33 34 41 42 43 44 45 20 50; do
  ip address add "10.20.0.$address/24" dev lo
  ip address add "10.20.1.$address/24" dev lo
done
cd /
chroot "$root" /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 TZ=UTC HOME=/root \
  /usr/bin/node "$@" && code=0 || code=$?
exit $code
