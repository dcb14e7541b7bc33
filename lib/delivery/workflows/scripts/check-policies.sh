set -euo pipefail
export GOBIN="$RUNNER_TEMP/graders"
go install github.com/open-policy-agent/conftest@v0.71.1
shopt -s nullglob
rules=("$POLICIES"/*.rego)
[ "${#rules[@]}" -gt 0 ] || { echo "$POLICIES has no Rego: there is nothing to check manifests by" >&2; exit 1; }
"$GOBIN/conftest" test --policy "$POLICIES" --all-namespaces dist/*/*.yaml
