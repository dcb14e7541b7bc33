#!/bin/bash
# Puts the module of Argo Events beside it, as `source`, with the one event source and the one trigger that tests use: the
# clients of the others are two thirds of what there is to compile. go.mod replaces the module by that folder, which go.sum
# knows nothing of: the download is checked against the checksum database, and against ours.
set -euo pipefail
module=github.com/argoproj/argo-events
sum=h1:x+JOTsU3rzXSrzDwrUlLza4kmxp5zc1NMlgTgaLF678=
download=$(go mod download -json "$module@v1.9.7")
field() { sed -n "s/^\t\"$1\": \"\(.*\)\",\{0,1\}$/\1/p" <<<"$download"; }
if [ "$(field Sum)" != "$sum" ]; then
  echo "$module has the checksum $(field Sum), and $sum is expected" >&2
  exit 1
fi
cp -r "$(field Dir)" source
chmod -R u+w source
cd source/pkg
find . -name '*_test.go' -delete

edit() {
  local file=$1
  shift
  "$@" "$file" >edited
  mv edited "$file"
}
# Leaves out the conditions of a function that begin so, and do not mention what is kept.
conditions() {
  awk -v begins="$1" -v keep="$2" 'index($0, begins) == 1 && index($0, keep) == 0 { skip = 1 } !skip; skip && $0 == "\t}" { skip = 0 }' "$3"
}
edit eventsources/eventing.go conditions $'\tif len(eventSource.Spec.' .Webhook
edit eventsources/eventing.go grep -vE 'eventsources/sources/[a-z_]+"$' 
sed -i "s|^import (|&\n\t\"$module/pkg/eventsources/sources/webhook\"|" eventsources/eventing.go
edit sensors/trigger.go conditions $'\tif trigger.Template.' .K8s
edit sensors/trigger.go grep -vE 'sensors/triggers/|"go.uber.org/zap"'
sed -i "s|^import (|&\n\tstandardk8s \"$module/pkg/sensors/triggers/standard-k8s\"|" sensors/trigger.go
edit sensors/context.go grep -vE '\b(eventhubs|servicebus|sarama|whisk|pulsar|lambda|natslib|grpc)\b'
edit sensors/artifacts/store.go conditions $'\tif loc.' .Resource
rm sensors/artifacts/{git,s3}.go
