#!/bin/bash
# Puts the operator's module beside the program, as `source`, with the providers and generators that tests use: the others
# are what makes it too large to build here. go.mod replaces the module by that folder, which go.sum knows nothing of:
# the download is checked against the checksum database, and against ours.
set -euo pipefail
module=github.com/external-secrets/external-secrets
sum=h1:HhNAjWfFEshhItphr28SGsHzf2bUP7uDAOVLg76uNAg=
download=$(go mod download -json "$module@v0.20.4")
field() { sed -n "s/^\t\"$1\": \"\(.*\)\",\{0,1\}$/\1/p" <<<"$download"; }
if [ "$(field Sum)" != "$sum" ]; then
  echo "$module has the checksum $(field Sum), and $sum is expected" >&2
  exit 1
fi
cp -r "$(field Dir)" source
chmod -R u+w source
cd source

keep() {
  local folder=$1 name
  shift
  for name in "$folder"/*/; do
    case " $* " in *" $(basename "$name") "*) ;; *) rm -r "$name" ;; esac
  done
}
keep pkg/provider fake kubernetes register util
keep pkg/generator fake register statemanager
cat >pkg/provider/register/register.go <<'GO'
package register

import (
	_ "github.com/external-secrets/external-secrets/pkg/provider/fake"
	_ "github.com/external-secrets/external-secrets/pkg/provider/kubernetes"
)
GO
cat >pkg/generator/register/register.go <<'GO'
package register

import _ "github.com/external-secrets/external-secrets/pkg/generator/fake"
GO
# Nobody starts the webhooks, and they are written for an older controller-runtime.
find apis/externalsecrets -name '*_webhook.go' -delete
