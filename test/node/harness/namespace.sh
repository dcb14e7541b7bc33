#!/bin/bash
# The first process of the node's own mount, network and process namespaces: makes them a machine of its own, then takes
# in what other processes leave behind. When it ends, the kernel ends everything in them.
# usage: namespace.sh FOLDER ADDRESS PODS: where the node keeps its data, its own address, the network of its pods
set -euo pipefail
folder=$1 address=$2 pods=$3

# Pods get volumes that are mounted later: what is mounted here must reach them.
mount --make-rshared /
mount -t tmpfs -o mode=755 tmpfs /run
for part in lib log; do
  mkdir -p "$folder/var/$part"
  mount --bind "$folder/var/$part" "/var/$part"
done
# A link of it may lead into /run, which is empty now.
resolv=$(readlink -m /etc/resolv.conf)
case $resolv in /run/*) mkdir -p "$(dirname "$resolv")" && touch "$resolv" ;; esac
mount --bind "$folder/resolv.conf" "$resolv"

# The kubelet sets these for the whole machine if they are not what it wants: it is shown that they are.
mkdir /run/settings
for setting in vm/overcommit_memory=1 vm/panic_on_oom=0 kernel/panic=10 kernel/panic_on_oops=1 \
  kernel/keys/root_maxkeys=1000000 kernel/keys/root_maxbytes=25000000; do
  file=/run/settings/$(basename "${setting%=*}")
  echo "${setting#*=}" >"$file"
  mount --bind "$file" "/proc/sys/${setting%=*}"
done

# The world outside is a network too: every other address is in it, and answers that nobody listens there.
ip link set lo up
ip netns add outside
ip link add eth0 type veth peer name eth0 netns outside
ip address add "$address/32" dev eth0
ip link set eth0 up
ip -n outside link set lo up
ip -n outside address add 198.51.100.1/32 dev eth0
ip -n outside link set eth0 up
ip route add default dev eth0
ip -n outside route add "$address/32" dev eth0
ip -n outside route add "$pods" via "$address" onlink dev eth0
ip -n outside route add local default dev lo table main
sysctl --quiet --write net.ipv4.ip_forward=1

touch "$folder/namespace-ready"
while :; do
  sleep infinity &
  wait "$!" || true
done
